import {
  type EventLog,
  type NewEvent,
  type Revision,
  type StreamName,
  type SubscriptionMessage,
  epochOf,
  placeOf,
  positionOf,
} from '../../event-log';
import { eventually } from '../eventually';
import { contendAll } from './contention';
import { expectOrdered, readSample } from './expectations';
import { follow } from './following';
import { Sample } from './samples';
import type { SuiteContext } from './suite-context';

export function describeSubscribing(context: () => SuiteContext): void {
  describe('a subscription', () => {
    it('yields the history, says that it has caught up, and yields what comes', async () => {
      const { log, faults } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const after = await log.head();
      await log.append(stream, sample.events(3), { expected: 'none' });
      const before = faults.length;
      const following = follow(log, sample, { after });
      await following.caughtUpAtLeast(1);
      expect(following.caughtUp[0]).toEqual({ position: await log.head(), seen: 3 });
      for (let revision = 2; revision < 12; revision++) {
        await log.append(stream, [sample.event()], { expected: revision });
        await following.seenAtLeast(revision + 2);
      }
      await following.end();
      // Twice only after a reconnection.
      expect(following.caughtUp.length).toBeLessThanOrEqual(1 + faults.length - before);
      expectOrdered(following.seen);
    });

    it('to a log without new events reports that with the position where it began', async () => {
      const { log } = context();
      const after = await log.head();
      const following = follow(log, new Sample(), { after });
      await following.caughtUpAtLeast(1);
      await following.end();
      expect(following.caughtUp).toEqual(following.caughtUp.map(() => ({ position: after, seen: 0 })));
    });

    it('from a position without an event goes on, or reports that its consumer has to look at the log', async () => {
      const { log } = context();
      const sample = new Sample();
      await log.append(sample.stream(), sample.events(2), { expected: 'none' });
      const head = await log.head();
      await log.append(sample.stream(), sample.events(2), { expected: 'none' });
      const after = positionOf(epochOf(head), placeOf(head) + 1n);
      for await (const message of log.subscribe({ after })) {
        if (message.kind === 'event') expect(message.event.position > after).toBe(true);
        else expect(message).toEqual({ kind: 'reconnected', position: after });
        break;
      }
    });

    it('skips events that are not ours, and its position does not stay behind the head for them', async () => {
      const { log, harness } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const after = await log.head();
      await log.append(stream, [sample.event()], { expected: 'none' });
      await harness.appendForeign(stream);
      const head = await log.head();
      const following = follow(log, sample, { after });
      await following.caughtUpAtLeast(1);
      expect(following.seen).toHaveLength(1);
      expect((following.caughtUp[0]?.position ?? '') >= head).toBe(true);
      await harness.appendForeign(stream);
      await log.append(stream, [sample.event()], { expected: 2 });
      await following.seenAtLeast(2);
      await following.end();
      expect(following.seen.map(({ revision }) => revision)).toEqual([0, 2 + 1]);
    });

    it('resumes after any position, and sees the rest once and in order', async () => {
      const { log } = context();
      const sample = new Sample();
      const after = await log.head();
      await contendAll(log, sample, { writers: 5, each: 6, streams: [sample.stream(), sample.stream()] });
      const all = await readSample(log, sample, after);
      for (const [index, { position }] of all.entries()) {
        const following = follow(log, sample, { after: position });
        await following.caughtUpAtLeast(1);
        await following.end();
        expect(following.seen).toEqual(all.slice(index + 1));
      }
    });

    it('moves from the history to what is being written without a gap', async () => {
      const { log } = context();
      const reader = await context().open();
      const sample = new Sample();
      const after = await log.head();
      const streams = Array.from({ length: 20 }, () => sample.stream());
      const writing = contendAll(log, sample, { writers: 8, each: 250, streams });
      // They begin while it is being written, so each has its end of the history elsewhere.
      const followings = [];
      for (let n = 0; n < 6; n++) {
        const begin = followings.at(-1);
        followings.push(follow(n % 2 ? reader : log, sample, { after }));
        await begin?.seenAtLeast(n * 100);
      }
      await writing;
      for (const following of followings) {
        await following.seenAtLeast(2_000);
        await following.end();
        expectOrdered(following.seen);
        expect(following.seen).toHaveLength(2_000);
        // Twice when a server dropped a reader that fell behind: that is a reconnection.
        expect(following.caughtUp.length).toBeGreaterThanOrEqual(1);
      }
    });

    it('sees everything once and in order when its consumer is slow, and its writer is not held up', async () => {
      const { log } = context();
      const reader = await context().open();
      const sample = new Sample();
      const after = await log.head();
      let goOn: () => void = () => undefined;
      const told = new Promise<void>((resolve) => (goOn = resolve));
      let consumed = 0;
      const following = follow(reader, sample, { after, pace: async () => (++consumed > 50 ? told : undefined) });
      await following.caughtUpAtLeast(1);
      // Live, it stops at the 51st event while thousands more come.
      const streams = Array.from({ length: 40 }, () => sample.stream());
      await contendAll(log, sample, { writers: 16, each: 200, streams });
      expect(consumed).toBe(51);
      goOn();
      await following.seenAtLeast(3_200);
      await following.end();
      expectOrdered(following.seen);
      expect(following.seen).toHaveLength(3_200);
    });

    it('goes on by itself when its connection is cut, again and again, and reports when it has caught up again', async () => {
      const { log } = context();
      const { log: reader, gate } = await context().openThroughGate();
      const sample = new Sample();
      const stream = sample.stream();
      const after = await log.head();
      const following = follow(reader, sample, { after });
      await following.caughtUpAtLeast(1);
      const events = sample.events(600);
      for (let cut = 0; cut < 6; cut++) {
        const known = following.caughtUp.length;
        await appendEach(log, stream, events.slice(cut * 100, cut * 100 + 50), cut * 100 - 1);
        gate.cut();
        await appendEach(log, stream, events.slice(cut * 100 + 50, cut * 100 + 100), cut * 100 + 49);
        await following.seenAtLeast((cut + 1) * 100);
        await following.caughtUpAtLeast(known + 1);
      }
      await following.end();
      expectOrdered(following.seen);
      expect(following.seen.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    });

    it('ends when it is told to, waiting or not, and when the log is closed', async () => {
      const log = await context().open();
      const after = await log.head();
      const aborted = new AbortController();
      aborted.abort();
      expect(await messagesOf(log.subscribe({ signal: aborted.signal }))).toEqual([]);
      const sample = new Sample();
      const waiting = [0, 1].map(() => follow(log, sample, { after }));
      for (const following of waiting) await following.caughtUpAtLeast(1);
      await waiting[0]?.end();
      const rest = waiting[1]?.end();
      await log.close();
      await expect(rest).resolves.toBeUndefined();
    });

    it('lets its process end once the log is closed', async () => {
      const process = await context().process();
      const sample = new Sample();
      await process.follow();
      expect(await process.append(sample.stream(), sample.events(1), 'none')).toMatchObject({ revision: 0 });
      expect(await process.close()).toBe(0);
    });

    it('can be left early, hundreds of times, and reading still works', async () => {
      const { log } = context();
      const sample = new Sample();
      const after = await log.head();
      await log.append(sample.stream(), sample.events(50), { expected: 'none' });
      for (let n = 0; n < 150; n++) {
        const [first] = await messagesOf(log.subscribe({ after }), 1);
        expect(first).toMatchObject({ kind: 'event', event: { revision: 0 } });
      }
      await eventually(async () => (await readSample(log, sample, after)).length === 50);
    });
  });
}

/** One event at a time, after `last`. */
async function appendEach(log: EventLog, stream: StreamName, events: readonly NewEvent[], last: number): Promise<void> {
  let expected: Revision = last === -1 ? 'none' : last;
  for (const event of events) {
    const answer = await log.append(stream, [event], { expected });
    if (answer.outcome === 'conflict') throw new Error(`conflict at ${answer.actual}`);
    expected = answer.revision;
  }
}

async function messagesOf(messages: AsyncIterable<SubscriptionMessage>, limit = Infinity) {
  const all: SubscriptionMessage[] = [];
  for await (const message of messages) if (all.push(message) >= limit) break;
  return all;
}
