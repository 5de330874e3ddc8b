import { randomUUID } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import {
  LogBehind,
  type Position,
  type ReadAllOptions,
  type RecordedEvent,
  START,
  type SubscribeOptions,
  canonicalJson,
  streamName,
} from '#libs/event-log';
import { eventually } from '#libs/testing/eventually';
import { MemoryEventLog } from '#libs/testing/memory-event-log';
import { LogReader } from './log-reader';

const TENANT = randomUUID();
const STREAM = streamName('test.reader', TENANT, randomUUID());

/** Counts what is read of it, and fails when it is told to. */
class WatchedLog extends MemoryEventLog {
  readAlls = 0;
  subscriptions = 0;
  yielded = 0;
  readonly breaks: Error[] = [];
  private revision = -1;

  async write(count: number, type?: string): Promise<Position> {
    const events = Array.from({ length: count }, (_, index) => ({
      id: randomUUID(),
      type: type ?? (index % 2 ? 'Odd' : 'Even'),
      data: canonicalJson({}),
      metadata: '{}',
    }));
    const answer = await this.append(STREAM, events, { expected: this.revision < 0 ? 'none' : this.revision });
    if (answer.outcome !== 'appended') throw new Error('another writer');
    this.revision = answer.revision;
    return answer.position;
  }

  override lose(count: number): void {
    super.lose(count);
    this.revision -= count;
  }

  override async *readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    this.readAlls += 1;
    for await (const event of super.readAll(options)) {
      const fault = this.breaks.shift();
      if (fault) throw fault;
      this.yielded += 1;
      yield event;
    }
  }

  override subscribe(options?: SubscribeOptions) {
    this.subscriptions += 1;
    const fault = this.breaks.shift();
    if (fault) throw fault;
    return super.subscribe(options);
  }
}

const TYPES = ['Odd', 'Even', 'Rare'];
const SMALL = { events: 1_024, size: 1_000_000 };

describe('the reader of the log', () => {
  let log: WatchedLog;
  let reader: LogReader;
  const faults: unknown[] = [];
  beforeEach(() => {
    log = new WatchedLog();
    faults.length = 0;
    reader = new LogReader(log, { live: SMALL, catchUp: SMALL, onFault: (fault) => faults.push(fault) });
  });
  afterEach(() => reader.close());

  function follow(name: string, options: { after?: Position; types?: string[]; pace?: () => Promise<void> } = {}) {
    const seen: string[] = [];
    const throughs: Position[] = [];
    const registration = reader.register({
      name,
      after: options.after ?? START,
      ...(options.types && { types: new Set(options.types) }),
      handle: async (batch, through) => {
        await options.pace?.();
        seen.push(...batch.map(({ id }) => id));
        throughs.push(through);
      },
    });
    return { seen, throughs, registration, through: () => throughs.at(-1) };
  }
  const all = () => log.events.map(({ id }) => id);

  it('reads the log once for however many follow it from the same place', async () => {
    const last = await log.write(3_000);
    const followers = ['a', 'b', 'c', 'd'].map((name) => follow(name));
    await eventually(() => followers.every(({ through }) => through() === last));
    for (const { seen } of followers) expect(seen).toEqual(all());
    expect(log.yielded).toBe(3_000);
    expect(log.subscriptions).toBe(1);
  });

  it('goes from catching up to what comes without a gap and without repeating', async () => {
    await log.write(1_500);
    const follower = follow('a');
    for (let index = 0; index < 200; index++) {
      await log.write(5);
      await turn();
    }
    await eventually(() => follower.seen.length === log.events.length);
    expect(follower.seen).toEqual(all());
  });

  it('lets nobody wait long for one that is slow, and loses nothing of what that one is to see', async () => {
    await log.write(100);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const [slow, quick] = [follow('slow', { pace: () => held }), follow('quick')];
    await eventually(() => quick.seen.length === 100);
    const last = await log.write(5_000);
    await eventually(() => quick.through() === last);
    expect(slow.seen).toEqual([]);
    go();
    await eventually(() => slow.through() === last);
    expect(slow.seen).toEqual(all());
    expect(quick.seen).toEqual(all());
  });

  it('lets those who catch up together part when one of them is much slower', async () => {
    const last = await log.write(6_000);
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const [slow, quick] = [follow('slow', { pace: () => held }), follow('quick')];
    await eventually(() => quick.through() === last);
    go();
    await eventually(() => slow.through() === last);
    expect([slow.seen, quick.seen]).toEqual([all(), all()]);
  });

  it('has who began a little earlier wait for one that begins behind, and reads on for both at once', async () => {
    const last = await log.write(20_000);
    const early = follow('early', { pace: () => turn() });
    await eventually(() => early.seen.length > 2_000);
    const late = follow('late', { pace: () => turn() });
    const already = log.yielded;
    await eventually(() => early.through() === last && late.through() === last);
    expect([early.seen, late.seen]).toEqual([all(), all()]);
    expect(log.yielded).toBeLessThan(already + 20_000 + SMALL.events);
  });

  it('shows wanted types alone, and how far everything has been read', async () => {
    const last = await log.write(40);
    const follower = follow('odd', { types: ['Odd'] });
    await eventually(() => follower.through() === last);
    expect(follower.seen).toEqual(log.events.filter(({ type }) => type === 'Odd').map(({ id }) => id));
    const silent = follow('none', { types: ['Never'] });
    await eventually(() => silent.through() === last);
    expect(silent.seen).toEqual([]);
  });

  it('wakes nobody for new events that it does not want, and knows all the same that it has passed them', async () => {
    await log.write(2);
    const none = follow('none', { types: ['Never'] });
    const odd = follow('odd', { types: ['Odd'] });
    await eventually(() => none.registration.position === log.events.at(-1)?.position);
    const calls = none.throughs.length;
    const read = log.yielded;
    // More than the reader keeps.
    for (let round = 1; round <= 10; round++) {
      await log.write(500);
      await eventually(() => odd.seen.length === 1 + 250 * round);
    }
    expect(none.throughs).toHaveLength(calls);
    expect(none.registration.position).toBe(log.events.at(-1)?.position);
    const last = await log.write(1, 'Never');
    await eventually(() => none.through() === last);
    expect(none.seen).toEqual([log.events.at(-1)?.id]);
    expect(log.yielded).toBe(read);
  });

  it('begins after the place that it is given', async () => {
    const middle = await log.write(10);
    const last = await log.write(10);
    const follower = follow('late', { after: middle });
    await eventually(() => follower.through() === last);
    expect(follower.seen).toEqual(all().slice(10));
  });

  it('ends the registration of a consumer that fails, and no other', async () => {
    await log.write(10);
    const failing = reader.register({
      name: 'failing',
      after: START,
      handle: async () => {
        throw new RangeError('not today');
      },
    });
    const other = follow('other');
    await expect(failing.done).rejects.toThrow('not today');
    const last = await log.write(10);
    await eventually(() => other.through() === last);
  });

  it('begins no further call after close, and waits for the one under way', async () => {
    await log.write(10);
    let [begun, ended] = [0, 0];
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    const registration = reader.register({
      name: 'closing',
      after: START,
      handle: async () => {
        begun += 1;
        await held;
        ended += 1;
      },
    });
    await eventually(() => begun === 1);
    const closed = registration.close();
    await log.write(10);
    go();
    await closed;
    await registration.done;
    expect([begun, ended]).toEqual([1, 1]);
  });

  it('goes on by itself after faults of the log', async () => {
    await log.write(2_000);
    log.breaks.push(new Error('the subscription fails'), new Error('the reading fails'));
    const follower = follow('a');
    await eventually(() => follower.seen.length === 2_000);
    const last = await log.write(5);
    await eventually(() => follower.through() === last);
    expect(follower.seen).toEqual(all());
    expect(faults.map(String)).toEqual(['Error: the subscription fails', 'Error: the reading fails']);
  });

  it('gives each follower what it wants once and in order, whatever their paces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            after: fc.nat(1_800),
            slowness: fc.nat(3),
            types: fc.option(fc.uniqueArray(fc.constantFrom(...TYPES)), { nil: undefined }),
          }),
          { minLength: 1, maxLength: 4 },
        ),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), fc.constantFrom(undefined, ...TYPES)), { maxLength: 5 }),
        async (followers, more) => {
          const ownLog = new WatchedLog();
          const ownReader = new LogReader(ownLog, {
            live: { events: 300, size: 1e6 },
            catchUp: { events: 300, size: 1e6 },
          });
          await ownLog.write(1_800);
          const wantedBy = ({ after, types }: (typeof followers)[number]) =>
            ownLog.events.slice(after).flatMap(({ id, type }) => (types?.includes(type) === false ? [] : [id]));
          const followed = followers.map((follower, index) => {
            const { after, slowness, types } = follower;
            const seen: string[] = [];
            const from = after === 0 ? START : (ownLog.events[after - 1] as RecordedEvent).position;
            const registration = ownReader.register({
              name: String(index),
              after: from,
              ...(types && { types: new Set(types) }),
              handle: async (batch) => {
                for (let waited = 0; waited < slowness; waited++) await turn();
                seen.push(...batch.map(({ id }) => id));
              },
            });
            return { seen, follower, registration };
          });
          for (const [count, type] of more) {
            await ownLog.write(count, type);
            await turn();
          }
          const last = ownLog.events.at(-1)?.position;
          await eventually(() => followed.every(({ registration }) => registration.position === last));
          for (const { seen, follower } of followed) expect(seen).toEqual(wantedBy(follower));
          await ownReader.close();
        },
      ),
      { numRuns: 15 },
    );
  });
  describe('when the log has lost its last events', () => {
    it('gives nobody an event of the other log, and reads that one for those who begin then', async () => {
      await log.write(10);
      const follower = follow('before');
      await eventually(() => follower.seen.length === 10);
      log.lose(3);
      const last = await log.write(10);
      await expect(follower.registration.done).rejects.toThrow(LogBehind);
      expect(follower.seen).toHaveLength(10);
      expect(faults.map(String)).toEqual([expect.stringMatching(/^LogBehind: /)]);
      for (const [after, count] of [
        [START, 17],
        [log.events[6]?.position, 10],
      ] as const) {
        const other = follow('after', { ...(after && { after }) });
        await eventually(() => other.through() === last);
        expect(other.seen).toEqual(all().slice(-count));
      }
      const more = follow('live', { after: last });
      await log.write(2);
      await eventually(() => more.seen.length === 2);
      expect(more.seen).toEqual(all().slice(-2));
    });
  });
});
