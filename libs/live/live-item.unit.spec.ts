import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { liveItems } from './live-item';
import { NoteWritten, TENANT, notesTopic, recordedAt } from './live.fixture';

const itemOf = liveItems([notesTopic]);

const note = () =>
  event(NoteWritten, {
    noteId: randomUUID(),
    ownerId: randomUUID(),
    author: 'Ada Lovelace',
    title: 'Engines',
    machineId: randomUUID(),
  });

it('shows the fields of the topic in one line, without personal and technical ones', async () => {
  const written = note();
  const item = itemOf(await recordedAt(42, written));
  expect(item).toMatchObject({
    position: '0001-0000000000000000042',
    tenantId: TENANT,
    topic: notesTopic,
    boundTo: [written.data.ownerId],
  });
  const data = {
    action: 'note.written',
    id: written.data.noteId,
    occurredAt: '2026-01-31T09:30:00.000Z',
    title: 'Engines',
    author: null,
  };
  expect(item?.message).toBe(`id: 0001-0000000000000000042\nevent: notes\ndata: ${JSON.stringify(data)}\n\n`);
});

it('keeps line ends of a text within its message', async () => {
  const written = note();
  const item = itemOf(await recordedAt(1, { ...written, data: { ...written.data, title: 'a\n\ndata: b\r\u2028c' } }));
  expect(item?.message.trimEnd().split(/\r|\n/)).toHaveLength(3);
});

it('shows nothing of a type that no topic names', async () => {
  expect(liveItems([])(await recordedAt(1, note()))).toBeUndefined();
});

it('shows a version that is newer than this release by its metadata alone', async () => {
  const written = note();
  const recorded = await recordedAt(1, written);
  const metadata = JSON.stringify({ ...(JSON.parse(recorded.metadata) as object), schemaVersion: 2 });
  const item = itemOf({ ...recorded, metadata });
  expect(JSON.parse(item?.message.split('data: ')[1] ?? '')).toEqual({
    action: 'note.written',
    id: written.data.noteId,
    occurredAt: '2026-01-31T09:30:00.000Z',
  });
  // Its owner is unreadable: no caller who is bound by a scope sees it.
  expect(item?.boundTo).toEqual([]);
});
