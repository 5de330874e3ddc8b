import { randomUUID } from 'node:crypto';
import {
  AppendTooLarge,
  EventTooLarge,
  InvalidEvent,
  LogUnavailable,
  MAX_EVENT_BYTES,
  type NewEvent,
  START,
  epochOf,
} from '../../event-log';
import { collect } from './expectations';
import { Sample } from './samples';
import type { SuiteContext } from './suite-context';

export function describeAppending(context: () => SuiteContext): void {
  describe('an append', () => {
    it('to a new stream begins it, and at the last revision continues it', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const events = sample.events(4);
      const first = await log.append(stream, events.slice(0, 1), { expected: 'none' });
      const second = await log.append(stream, events.slice(1), { expected: 0 });
      expect(first).toMatchObject({ outcome: 'appended', revision: 0 });
      expect(second).toMatchObject({ outcome: 'appended', revision: 3 });
      const recorded = await collect(log.readStream(stream));
      expect(recorded).toMatchObject(events.map((event, revision) => ({ ...event, stream, revision })));
      expect(recorded).toHaveLength(4);
      expect([first, second]).toMatchObject([{ position: recorded[0]?.position }, { position: recorded[3]?.position }]);
    });

    it.each([
      ['none', 2],
      [0, 2],
      [3, 2],
      [1_000_000, 2],
    ] as const)(
      'that expects %p of a stream at revision 2 is a conflict that says so, and writes nothing',
      async (expected, actual) => {
        const { log } = context();
        const sample = new Sample();
        const stream = sample.stream();
        await log.append(stream, sample.events(3), { expected: 'none' });
        const head = await log.head();
        expect(await log.append(stream, sample.events(2), { expected })).toEqual({ outcome: 'conflict', actual });
        expect(await collect(log.readStream(stream))).toHaveLength(3);
        expect(await log.head()).toBe(head);
      },
    );

    it('that expects a revision of a stream that has no events is a conflict', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const answer = await log.append(stream, [sample.event()], { expected: 0 });
      expect(answer).toEqual({ outcome: 'conflict', actual: 'none' });
      expect(await collect(log.readStream(stream))).toEqual([]);
    });

    it('is seen at once by every instance, and the head is its position', async () => {
      const { log } = context();
      const other = await context().open();
      const sample = new Sample();
      const stream = sample.stream();
      const before = await log.head();
      const answer = await log.append(stream, sample.events(2), { expected: 'none' });
      expect(await other.head()).toBe(answer.outcome === 'appended' && answer.position);
      expect(before < (await other.head())).toBe(true);
      expect(await collect(other.readStream(stream))).toHaveLength(2);
    });

    it('is recorded at a moment in UTC with three decimals, of the server that took it', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      await log.append(stream, [sample.event()], { expected: 'none' });
      const [event] = await collect(log.readStream(stream));
      expect(event?.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Math.abs(Date.parse(event?.recordedAt ?? '') - Date.now())).toBeLessThan(3_600_000);
    });

    it('carries the epoch of the log in its position', async () => {
      const { log } = context();
      const sample = new Sample();
      const epoch = await log.epoch();
      const answer = await log.append(sample.stream(), [sample.event()], { expected: 'none' });
      expect(epoch).toBeGreaterThanOrEqual(1);
      expect(answer.outcome === 'appended' && epochOf(answer.position)).toBe(epoch);
      expect(START < (await log.head())).toBe(true);
    });
  });

  describeLimits(context);
}

function describeLimits(context: () => SuiteContext): void {
  describe('at its limits, the log', () => {
    it('accepts a stream of events of 1 MB, and returns them byte for byte, forwards, backwards and in a page of all', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const before = await log.head();
      const events = ['a', 'é', '🏭', 'z', '"'].map((filler) => sized(sample, MAX_EVENT_BYTES, filler));
      for (const [index, event] of events.entries()) {
        const expected = index === 0 ? 'none' : index - 1;
        expect(await log.append(stream, [event], { expected })).toMatchObject({ revision: index });
      }
      const forwards = await collect(log.readStream(stream));
      expect(forwards.map(({ data }) => data)).toEqual(events.map(({ data }) => data));
      const backwards = await collect(log.readStream(stream, { direction: 'backwards' }));
      expect(backwards.map(({ id }) => id)).toEqual(events.map(({ id }) => id).reverse());
      const all = (await collect(log.readAll({ after: before }))).filter((event) => sample.owns(event));
      expect(all.map(({ data }) => data)).toEqual(events.map(({ data }) => data));
    });

    it.each([
      ['an event one byte larger', EventTooLarge, (sample: Sample) => [sized(sample, MAX_EVENT_BYTES + 1, 'x')]],
      [
        'events that are too large together',
        AppendTooLarge,
        (sample: Sample) => [sized(sample, MAX_EVENT_BYTES / 2, 'x'), sized(sample, MAX_EVENT_BYTES / 2 + 1, 'x')],
      ],
      ['no events', InvalidEvent, () => []],
      ['more than a thousand events', InvalidEvent, (sample: Sample) => sample.events(1_001)],
      ['an id that is no UUID', InvalidEvent, (sample: Sample) => [sample.event({}, 'not-a-uuid')]],
    ])('refuses %s by name, and goes on working', async (_, error, make) => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      await expect(log.append(stream, make(sample), { expected: 'none' })).rejects.toThrow(error);
      expect(await collect(log.readStream(stream))).toEqual([]);
      expect(await log.append(stream, [sample.event()], { expected: 'none' })).toMatchObject({ revision: 0 });
    });

    it('takes a thousand events in one append', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const events = sample.events(1_000);
      expect(await log.append(stream, events, { expected: 'none' })).toMatchObject({ revision: 999 });
      expect((await collect(log.readStream(stream))).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    });

    it('refuses an append after it was closed', async () => {
      const sample = new Sample();
      const log = await context().open();
      await log.close();
      const append = log.append(sample.stream(), [sample.event({}, randomUUID())], { expected: 'none' });
      await expect(append).rejects.toThrow(LogUnavailable);
    });
  });
}

/** An event that the log counts as exactly so many bytes. */
function sized(sample: Sample, bytes: number, filler: string): NewEvent {
  const empty = sample.event({ text: '' });
  const room = bytes - Buffer.byteLength(empty.data) - Buffer.byteLength(empty.metadata) - 2 * empty.type.length;
  const width = Buffer.byteLength(JSON.stringify(filler)) - 2;
  return { ...empty, data: sample.event({ text: filler.repeat(room / width) + 'x'.repeat(room % width) }).data };
}
