import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { START, streamName } from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { Live } from './live';
import type { LiveStream } from './live-stream';
import { NoteWritten, TENANT, notesTopic, recordedAt } from './live.fixture';

const ACCOUNT = randomUUID();

async function written(log: MemoryEventLog): Promise<void> {
  const data = { noteId: randomUUID(), ownerId: ACCOUNT, author: null, title: 'a note', machineId: randomUUID() };
  const { id, type, data: text, metadata } = await recordedAt(1, event(NoteWritten, data));
  const stream = streamName('test.note', TENANT, data.noteId);
  await log.append(stream, [{ id, type, data: text, metadata }], { expected: 'none' });
}

const caller = {
  sub: ACCOUNT,
  type: 'user',
  organizationId: TENANT,
  roles: ['viewer'],
  platformRoles: [],
  expiresAt: Date.now() + 60_000,
} as const;

/** The messages of a stream until it ends, by event and position. */
async function messagesOf(stream: LiveStream, seen: string[]): Promise<void> {
  for await (const chunk of stream.chunks()) {
    for (const message of chunk.split('\n\n')) {
      const [, name] = /^event: (.+)$/m.exec(message) ?? [];
      const [, id] = /^id: (.+)$/m.exec(message) ?? [];
      if (name !== undefined) seen.push(`${name} ${Number(id?.slice(5))}`);
    }
  }
}

test('a log that has lost events ends every stream, and resets the clients that have taken them', async () => {
  const log = new MemoryEventLog();
  const faults: string[] = [];
  const live = new Live({
    log,
    topics: [notesTopic],
    positions: async (names) => {
      const head = await log.head();
      return new Map(names.map((name) => [name, head] as const));
    },
    read: () => Promise.resolve({}),
    access: { check: () => Promise.resolve({ roles: undefined, assignments: undefined }) },
    roles: { resolve: (token) => Promise.resolve(token) },
    onFault: (_what, error) => faults.push(String(error)),
    limits: { pollMs: 1, slowPollMs: 1 },
  });
  const open = (after?: Awaited<ReturnType<MemoryEventLog['head']>>) =>
    live.open({
      caller,
      tenantId: TENANT,
      topics: [notesTopic],
      memberSince: START,
      admittedAt: performance.now(),
      ...(after && { after }),
    });
  const seen: string[] = [];
  const first = messagesOf(await open(), seen);
  for (let n = 0; n < 5; n++) await written(log);
  await eventually(() => seen.length === 5);
  const taken = await log.head();
  log.lose(3);
  for (let n = 0; n < 6; n++) await written(log);
  // The stream has ended by itself, with nothing of the other log.
  await first;
  expect(seen).toEqual([1, 2, 3, 4, 5].map((n) => `notes ${n}`));
  expect(faults).toEqual([expect.stringMatching(/^LogBehind: /)]);

  const again: string[] = [];
  const second = messagesOf(await open(taken), again);
  await eventually(() => again.length === 1);
  await written(log);
  await eventually(() => again.length === 2);
  expect(again).toEqual(['reset 8', 'notes 9']);
  await live.close();
  await second;
});

test('a new client whose read models are behind its membership gets what came since, and no reset', async () => {
  const log = new MemoryEventLog();
  await written(log);
  const readModels = await log.head();
  await written(log);
  const memberSince = await log.head();
  await written(log);
  let shown = readModels;
  const live = new Live({
    log,
    topics: [notesTopic],
    positions: (names) => Promise.resolve(new Map(names.map((name) => [name, shown] as const))),
    read: () => Promise.resolve({}),
    access: { check: () => Promise.resolve({ roles: undefined, assignments: undefined }) },
    roles: { resolve: (token) => Promise.resolve(token) },
    onFault: (what, error) => assert.fail(`${what}: ${String(error)}`),
    limits: { pollMs: 1, slowPollMs: 1 },
  });
  const admittedAt = performance.now();
  const stream = await live.open({ caller, tenantId: TENANT, topics: [notesTopic], memberSince, admittedAt });
  const seen: string[] = [];
  const reading = messagesOf(stream, seen);
  shown = await log.head();
  await eventually(() => seen.length === 1);
  expect(seen).toEqual(['notes 3']);
  await live.close();
  await reading;
});
