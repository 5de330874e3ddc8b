import { setImmediate as nextTurn } from 'node:timers/promises';
import type { RecordedEvent } from '../event-log';
import { type EventPage, eventsFrom } from './pages';

/** Pages of three events, `count` of them; `reads` counts the fetches. */
function source(count: number) {
  const fetched = { reads: 0 };
  const read = async (key: number): Promise<EventPage<number>> => {
    fetched.reads++;
    const events = [0, 1, 2].map((n) => ({ revision: key * 3 + n }) as RecordedEvent);
    return { events, next: key + 1 < count ? key + 1 : undefined };
  };
  return { fetched, read };
}

async function revisions(events: AsyncIterable<RecordedEvent>): Promise<number[]> {
  const all: number[] = [];
  for await (const { revision } of events) all.push(revision);
  return all;
}

describe('pages', () => {
  it('come one after another, to the last', async () => {
    const { read } = source(4);
    expect(await revisions(eventsFrom(0, Infinity, read))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('are fetched one ahead of the consumer and no further, even for a slow consumer', async () => {
    const { fetched, read } = source(100);
    let consumed = 0;
    for await (const event of eventsFrom(0, Infinity, read)) {
      consumed = event.revision;
      await nextTurn();
      expect(fetched.reads).toBeLessThanOrEqual(Math.floor(consumed / 3) + 2);
      if (consumed === 30) break;
    }
    expect(consumed).toBe(30);
  });

  it('end at the limit, without a further page', async () => {
    const { fetched, read } = source(100);
    expect(await revisions(eventsFrom(0, 3, read))).toEqual([0, 1, 2]);
    expect(fetched.reads).toBe(1);
    expect(await revisions(eventsFrom(0, 0, read))).toEqual([]);
    expect(fetched.reads).toBe(1);
  });

  it('fail when the page that could not be fetched is due', async () => {
    const { read } = source(100);
    const failing = (key: number) => (key === 2 ? Promise.reject(new Error('gone')) : read(key));
    const seen: number[] = [];
    const consume = async () => {
      for await (const { revision } of eventsFrom(0, Infinity, failing)) seen.push(revision);
    };
    await expect(consume()).rejects.toThrow('gone');
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
