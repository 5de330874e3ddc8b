import fc from 'fast-check';
import { type RecordedBy, type RecordedEvent, canonicalJson, epochOf, placeOf, positionOf } from '../../event-log';
import { collect, expectOrdered, readSample } from './expectations';
import { Sample } from './samples';
import type { SuiteContext } from './suite-context';

const LONG = 10_000;

export function describeReading(context: () => SuiteContext): void {
  describe('a stream', () => {
    it('that has no events yields nothing, either way', async () => {
      const { log } = context();
      const stream = new Sample().stream();
      expect(await collect(log.readStream(stream))).toEqual([]);
      expect(await collect(log.readStream(stream, { direction: 'backwards' }))).toEqual([]);
      expect(await collect(log.readStream(stream, { from: 5 }))).toEqual([]);
    });

    it('is read from any revision, either way, up to a limit', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      await log.append(stream, sample.events(10), { expected: 'none' });
      const revisions = async (options: Parameters<typeof log.readStream>[1]) =>
        (await collect(log.readStream(stream, options))).map(({ revision }) => revision);
      expect(await revisions({ from: 7 })).toEqual([7, 8, 9]);
      expect(await revisions({ from: 10 })).toEqual([]);
      expect(await revisions({ from: 3, limit: 2 })).toEqual([3, 4]);
      expect(await revisions({ limit: 0 })).toEqual([]);
      expect(await revisions({ direction: 'backwards', limit: 3 })).toEqual([9, 8, 7]);
      expect(await revisions({ direction: 'backwards', from: 1 })).toEqual([1, 0]);
      expect(await revisions({ direction: 'backwards', from: 1_000, limit: 1 })).toEqual([9]);
      expect(await revisions({ direction: 'backwards', from: 0 })).toEqual([0]);
    });

    it('of 10,000 events is read whole, either way, and from the middle', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      for (let end = -1; end < LONG - 1; end += 1_000) {
        const expected = end === -1 ? 'none' : end;
        expect(await log.append(stream, sample.events(1_000), { expected })).toMatchObject({ revision: end + 1_000 });
      }
      const all = await collect(log.readStream(stream));
      expect(all.map(({ revision }) => revision)).toEqual(Array.from({ length: LONG }, (_, revision) => revision));
      expectOrdered(all);
      expect(await collect(log.readStream(stream, { direction: 'backwards' }))).toEqual([...all].reverse());
      expect(await collect(log.readStream(stream, { from: 5_001, limit: 4_000 }))).toEqual(all.slice(5_001, 9_001));
      expect(await log.append(stream, [sample.event()], { expected: LONG - 1 })).toMatchObject({ revision: LONG });
    });

    it('holds what was recorded up to a time that the log vouches for, whatever is being appended', async () => {
      const { log } = context();
      const sample = new Sample();
      const before = await log.head();
      const writing = Promise.all(
        Array.from({ length: 40 }, async () => {
          const stream = sample.stream();
          for (let end = -1; end < 9; end++) {
            await log.append(stream, sample.events(1), { expected: end === -1 ? 'none' : end });
          }
        }),
      );
      const told: RecordedBy[] = [];
      let isWriting = true;
      void writing.finally(() => (isWriting = false));
      while (isWriting) told.push(await log.recordedBy());
      const events = await readSample(log, sample, before);
      expect(events).toHaveLength(400);
      expect(told.length).toBeGreaterThan(1);
      for (const { position, at } of told) {
        const isKnown = (event: RecordedEvent) => event.recordedAt <= at;
        expect(events.filter(isKnown)).toEqual(events.filter((event) => event.position <= position));
      }
    });

    it('is read while many others are, each its own', async () => {
      const { log } = context();
      const sample = new Sample();
      const streams = Array.from({ length: 100 }, () => sample.stream());
      await Promise.all(
        streams.map((stream, index) => log.append(stream, sample.events(1 + (index % 5)), { expected: 'none' })),
      );
      const read = await Promise.all(streams.map((stream) => collect(log.readStream(stream, { from: 1 }))));
      read.forEach((events, index) => {
        expect(events.map(({ stream, revision }) => [stream, revision])).toEqual(
          Array.from({ length: index % 5 }, (_, n) => [streams[index], n + 1]),
        );
      });
    });
  });

  describeAll(context);
  describeContent(context);
}

function describeAll(context: () => SuiteContext): void {
  describe('everything', () => {
    it('is read on from each position', async () => {
      const { log } = context();
      const sample = new Sample();
      const before = await log.head();
      const streams = [sample.stream(), sample.stream()] as const;
      for (let n = 0; n < 30; n++) {
        const expected = n < 2 ? 'none' : Math.floor(n / 2) - 1;
        await log.append(streams[n % 2] as (typeof streams)[0], [sample.event({ n })], { expected });
      }
      const all = await readSample(log, sample, before);
      expect(all).toHaveLength(30);
      expectOrdered(all);
      for (const [index, { position }] of all.entries()) {
        expect(await readSample(log, sample, position)).toEqual(all.slice(index + 1));
      }
    });

    it('is read up to a limit, and nothing after the head', async () => {
      const { log } = context();
      const sample = new Sample();
      const after = await log.head();
      await log.append(sample.stream(), sample.events(5), { expected: 'none' });
      expect(await collect(log.readAll({ after, limit: 0 }))).toEqual([]);
      expect(await collect(log.readAll({ after, limit: 3 }))).toHaveLength(3);
      expect(await collect(log.readAll({ after: await log.head() }))).toEqual([]);
    });

    it('tells which event stands at a position, and where none does', async () => {
      const { log } = context();
      const sample = new Sample();
      const after = await log.head();
      await log.append(sample.stream(), sample.events(3), { expected: 'none' });
      const events = await collect(log.readAll({ after }));
      for (const { position, id } of events) expect(await log.idAt(position)).toBe(id);
      const ids = new Map(events.map(({ position, id }) => [position, id]));
      for (const { position } of events) {
        const beside = positionOf(epochOf(position), placeOf(position) + 1n);
        expect(await log.idAt(beside)).toBe(ids.get(beside));
      }
      const head = await log.head();
      expect(await log.idAt(positionOf(epochOf(head), placeOf(head) + 1_000_000n))).toBeUndefined();
    });

    it('is the same when it is read by the page', async () => {
      const { log } = context();
      const sample = new Sample();
      const after = await log.head();
      for (let count = 0; count < 3; count++)
        await log.append(sample.stream(), sample.events(400), { expected: 'none' });
      const events = await collect(log.readAll({ after }));
      expect((await collect(log.readPages({ after }))).flat()).toEqual(events);
      expect((await collect(log.readPages({ after, limit: 1_050 }))).flat()).toEqual(events.slice(0, 1_050));
      expect((await collect(log.readPages({ after, limit: 0 }))).flat()).toEqual([]);
    });

    it('ends at the head found when it starts, though more events come while it is read', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const after = await log.head();
      await log.append(stream, sample.events(3), { expected: 'none' });
      const head = await log.head();
      const read: RecordedEvent[] = [];
      for await (const event of log.readAll({ after })) {
        read.push(event);
        await log.append(sample.stream(), [sample.event()], { expected: 'none' });
      }
      expect(read.at(-1)?.position).toBe(head);
    });

    it('can be left early, hundreds of times', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const after = await log.head();
      await log.append(stream, sample.events(100), { expected: 'none' });
      const firstOf = async (events: AsyncIterable<RecordedEvent>) => {
        for await (const event of events) return event.revision;
        return undefined;
      };
      for (let n = 0; n < 150; n++) {
        expect(await firstOf(log.readAll({ after }))).toBe(0);
        expect(await firstOf(log.readStream(stream))).toBe(0);
      }
    });

    it('leaves out events that are not ours, and so does a stream', async () => {
      const { log, harness } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const after = await log.head();
      await log.append(stream, [sample.event()], { expected: 'none' });
      await harness.appendForeign(stream);
      await log.append(stream, [sample.event()], { expected: 1 });
      await harness.appendForeign(sample.stream());
      expect((await collect(log.readStream(stream))).map(({ revision }) => revision)).toEqual([0, 2]);
      const backwards = await collect(log.readStream(stream, { direction: 'backwards', limit: 2 }));
      expect(backwards.map(({ revision }) => revision)).toEqual([2, 0]);
      expect(await readSample(log, sample, after)).toHaveLength(2);
    });
  });
}

function describeContent(context: () => SuiteContext): void {
  describe('what was appended', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\u0000', '')),
      fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u2028', '\u007f', 'é', 'e\u0301', '\ufeff', '🏭', '👩‍🚒') }),
    );

    it('is returned byte for byte, with any Unicode it holds', async () => {
      const { log } = context();
      const sample = new Sample();
      const content = fc.dictionary(text, fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true })));
      await fc.assert(
        fc.asyncProperty(fc.array(content, { minLength: 1, maxLength: 20 }), async (contents) => {
          const stream = sample.stream();
          const events = contents.map((data) => ({ ...sample.event(data), type: 'Notiert·记录 ✓' }));
          await log.append(stream, events, { expected: 'none' });
          const read = await collect(log.readStream(stream));
          expect(read.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))).toEqual(events);
        }),
        { numRuns: 30 },
      );
    });

    it('is returned as text, with numbers that a parser would round', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const data = '{"a":1e+30,"b":0.1,"c":333333333.3333333,"d":"1.500"}';
      expect(canonicalJson(JSON.parse(data) as object)).toBe(data);
      await log.append(stream, [{ ...sample.event(), data }], { expected: 'none' });
      expect((await collect(log.readStream(stream)))[0]?.data).toBe(data);
    });
  });
}
