import { randomUUID } from 'node:crypto';
import { event } from '#contracts/declare/event';
import { type Position, type RecordedEvent, positionOf, streamName } from '#libs/event-log';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { Journal, bytesOf } from './journal';
import { liveItems } from './live-item';
import { NoteWritten, TENANT, notesTopic, recordedAt } from './live.fixture';
import { ReachBack } from './reach-back';

const EVENTS = 30;
const LIMITS = { resumeEvents: 10, sessionResumeEvents: 25 };
const itemOf = liveItems([notesTopic]);

let log: MemoryEventLog;
let begin: Position;
const at = (place: number) => positionOf(1, place);

beforeAll(async () => {
  log = new MemoryEventLog();
  for (let n = 0; n < EVENTS; n++) {
    const note = {
      noteId: randomUUID(),
      ownerId: randomUUID(),
      author: null,
      title: 'a note',
      machineId: randomUUID(),
    };
    const { id, type, data, metadata } = await recordedAt(1, event(NoteWritten, note));
    await log.append(streamName('test.note', TENANT, note.noteId), [{ id, type, data, metadata }], {
      expected: 'none',
    });
  }
  begin = await log.head();
});

/** A reach back before a journal that begins at the head. `read` counts the events that it reads from the log. */
function reachBack(isDense: boolean, journalBytes = 1_000_000) {
  const read = jest.fn((found: RecordedEvent) => itemOf(found));
  const reach = new ReachBack({
    log: { isDense, readPages: (options) => log.readPages(options) },
    journal: new Journal(begin, journalBytes),
    itemOf: read,
    limits: LIMITS,
  });
  return { covers: (place: number) => reach.covers(TENANT, at(place)), read };
}

it('reads a small gap once for all that come back after the same cut', async () => {
  const { covers, read } = reachBack(true);
  expect(await Promise.all([covers(22), covers(22), covers(25)])).toEqual([true, true, true]);
  expect(read).toHaveBeenCalledTimes(8);
});

it('reads nothing for a position that is too far back in a dense log, however many come', async () => {
  const { covers, read } = reachBack(true);
  for (let place = 1; place < EVENTS - LIMITS.resumeEvents; place++) expect(await covers(place)).toBe(false);
  expect(read).not.toHaveBeenCalled();
  expect(await covers(EVENTS - LIMITS.resumeEvents)).toBe(true);
});

it('reads no more than its share for all positions together where the log has holes', async () => {
  const { covers, read } = reachBack(false);
  for (let place = 1; place < EVENTS - LIMITS.resumeEvents; place++) expect(await covers(place)).toBe(false);
  expect(read.mock.calls.length).toBeGreaterThan(LIMITS.resumeEvents);
  expect(read.mock.calls.length).toBeLessThanOrEqual(LIMITS.sessionResumeEvents);
});

it('stops reading when the journal has no room for more', async () => {
  const [first] = await recordedPage();
  const room = 3 * bytesOf(itemOf(first as RecordedEvent) as NonNullable<ReturnType<typeof itemOf>>) + 1;
  const { covers, read } = reachBack(true, room);
  expect(await covers(22)).toBe(false);
  expect(read).toHaveBeenCalledTimes(4);
});

async function recordedPage(): Promise<readonly RecordedEvent[]> {
  for await (const page of log.readPages({ limit: 1 })) return page;
  return [];
}
