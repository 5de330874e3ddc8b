import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { type Position, type RecordedEvent, START, positionOf, streamName } from '#libs/event-log';
import { LogCursor } from './log-cursor';
import { LogWindow } from './log-window';

const STREAM = streamName('test.cursor', randomUUID(), randomUUID());
const LIMITS = { events: 1_024, size: 1_000_000 };

function recorded(position: Position): RecordedEvent {
  const recordedAt = '2026-01-05T08:00:00.000Z';
  return {
    stream: STREAM,
    revision: 0,
    position,
    id: randomUUID(),
    type: 'Any',
    data: '{}',
    metadata: '{}',
    recordedAt,
  };
}

/** A cursor that has taken all there is of a window of new events. */
async function caughtUpIn(window: LogWindow): Promise<LogCursor> {
  const cursor = new LogCursor(
    {
      closed: false,
      isLive: () => true,
      attach: () => Promise.resolve({ window, at: window.end }),
      fault: (error) => {
        throw error;
      },
    },
    START,
  );
  await cursor.available(0);
  return cursor;
}

describe('a place in the log', () => {
  // Whatever the reader of the log does between two steps of a cursor that is about to wait.
  it.each([0, 1, 2, 3, 4, 5, 6])('is told of an event that comes %i steps after it began to wait', async (steps) => {
    const window = new LogWindow(START, LIMITS);
    const cursor = await caughtUpIn(window);
    let told = false;
    const waiting = cursor.available(60_000).then(() => (told = true));
    for (let step = 0; step < steps; step++) await Promise.resolve();
    window.add(recorded(positionOf(1, 1n)));
    await turn();
    expect(told).toBe(true);
    expect(cursor.take(10)).toHaveLength(1);
    cursor.close();
    await waiting;
  });

  it.each([0, 1, 2, 3, 4, 5, 6])('looks for another window when its own ends %i steps later', async (steps) => {
    const window = new LogWindow(START, LIMITS);
    const cursor = await caughtUpIn(window);
    let told = false;
    const waiting = cursor.available(60_000).then(() => (told = true));
    for (let step = 0; step < steps; step++) await Promise.resolve();
    window.finish();
    await turn();
    expect(told).toBe(true);
    cursor.close();
    await waiting;
  });

  it('is told of an event of no interest that brings the window to its place', async () => {
    const window = new LogWindow(START, LIMITS);
    const [first, second] = [recorded(positionOf(1, 1n)), recorded(positionOf(1, 2n))];
    // A reading of older events was ahead of the subscription.
    const cursor = new LogCursor(
      {
        closed: false,
        isLive: () => true,
        attach: () => Promise.resolve({ window, at: Infinity }),
        fault: () => undefined,
      },
      second.position,
      new Set(['Other']),
    );
    await cursor.available(0);
    expect(cursor.caughtUp).toBe(false);
    let told = false;
    const waiting = cursor.available(60_000).then(() => (told = true));
    window.add(first);
    await turn();
    expect(told).toBe(false);
    window.add(second);
    await turn();
    expect([told, cursor.caughtUp]).toEqual([true, true]);
    cursor.close();
    await waiting;
  });
});
