import { randomUUID } from 'node:crypto';
import { START, canonicalJson, streamName } from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { CatchUp, type Follower } from './catch-up';

const STREAM = streamName('test.catch_up', randomUUID(), randomUUID());
const LIMITS = { events: 1_024, size: 1_000_000 };

async function logOf(count: number): Promise<MemoryEventLog> {
  const log = new MemoryEventLog();
  const [data, metadata] = [canonicalJson({}), '{}'];
  const events = Array.from({ length: count }, () => ({ id: randomUUID(), type: 'Any', data, metadata }));
  await log.append(STREAM, events, { expected: 'none' });
  return log;
}

/** Somebody in a catch-up, where the test says it is. */
const aFollower = (state: Partial<Follower> = {}) => ({ count: 0, position: START, waiting: false, ...state });

describe('a reading of older events', () => {
  const ended: CatchUp[] = [];
  afterEach(async () => {
    for (const catchUp of ended.splice(0)) {
      catchUp.stop();
      await catchUp.done;
    }
    jest.useRealTimers();
  });

  async function reading(count: number, { awaited = 0 } = {}) {
    const log = await logOf(count);
    const place = log.events[awaited]?.position ?? START;
    const catchUp = new CatchUp(log, START, place, LIMITS, (error) => {
      throw error;
    });
    ended.push(catchUp);
    return { catchUp, place };
  }

  it('keeps what somebody waits for until that one has been told that it has come', async () => {
    const { catchUp, place } = await reading(3_000, { awaited: 300 });
    const late = aFollower();
    const early = aFollower({ count: catchUp.countAfter(place) ?? -1, position: place, waiting: true });
    catchUp.join(late);
    catchUp.join(early);
    expect(early.count).toBe(Infinity);
    await eventually(() => catchUp.window.full);
    late.count = catchUp.window.end;
    catchUp.moved();
    expect(catchUp.window.locate(place)).toBe(301);
  });

  it('is held up for as long as all are busy, and parts from the slow when the quick have waited for long', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const { catchUp } = await reading(3_000);
    const [slow, quick] = [aFollower(), aFollower()];
    catchUp.join(slow);
    catchUp.join(quick);
    await jest.advanceTimersByTimeAsync(600_000);
    expect([catchUp.window.first, catchUp.window.end]).toEqual([0, LIMITS.events]);
    quick.count = catchUp.window.end;
    quick.waiting = true;
    catchUp.moved();
    await jest.advanceTimersByTimeAsync(1_800_000);
    expect(catchUp.window.first).toBeGreaterThan(0);
    expect(catchUp.window.end).toBeGreaterThan(quick.count);
  });
});
