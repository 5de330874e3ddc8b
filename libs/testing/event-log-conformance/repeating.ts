import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { AppendResult, EventLog, NewEvent, Revision, StreamName } from '../../event-log';
import { eventually } from '../eventually';
import { collect } from './expectations';
import { Sample } from './samples';
import type { SuiteContext } from './suite-context';

const MODEL_RUNS = 30;

export function describeRepeating(context: () => SuiteContext): void {
  describe('the same append again, at the same expected revision,', () => {
    it('is answered as the first time: at once, after later events, and by another instance', async () => {
      const { log } = context();
      const other = await context().open();
      const sample = new Sample();
      const stream = sample.stream();
      const [begin, next] = [sample.events(3), sample.events(2)];
      const first = await log.append(stream, begin, { expected: 'none' });
      const second = await log.append(stream, next, { expected: 2 });
      for (const again of [log, other]) {
        expect(await again.append(stream, begin, { expected: 'none' })).toEqual(first);
        expect(await again.append(stream, next, { expected: 2 })).toEqual(second);
      }
      await log.append(stream, sample.events(3), { expected: 4 });
      for (const again of [log, other]) {
        expect(await again.append(stream, begin, { expected: 'none' })).toEqual(first);
        expect(await again.append(stream, next, { expected: 2 })).toEqual(second);
      }
      expect(await collect(log.readStream(stream))).toHaveLength(8);
    });

    it('is answered as the first time by another process, also after later events', async () => {
      const { log } = context();
      const other = await context().process();
      const sample = new Sample();
      const stream = sample.stream();
      const events = sample.events(2);
      const first = await log.append(stream, events, { expected: 'none' });
      expect(await other.append(stream, events, 'none')).toEqual(first);
      await log.append(stream, sample.events(1), { expected: 1 });
      expect(await other.append(stream, events, 'none')).toEqual(first);
      expect(await collect(log.readStream(stream))).toHaveLength(3);
    });

    it('is one append, however many make it at the same time', async () => {
      const { log } = context();
      const others = await Promise.all([context().open(), context().open()]);
      const sample = new Sample();
      const stream = sample.stream();
      const events = sample.events(2);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => [log, ...others])
          .flat()
          .map((instance) => instance.append(stream, events, { expected: 'none' })),
      );
      expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
      expect(answers[0]).toMatchObject({ outcome: 'appended', revision: 1 });
      expect(await collect(log.readStream(stream))).toHaveLength(2);
    });

    it('is a conflict when some of its events are others', async () => {
      const { log } = context();
      const sample = new Sample();
      const stream = sample.stream();
      const [a, b, c] = sample.events(3) as [NewEvent, NewEvent, NewEvent];
      await log.append(stream, [a, b], { expected: 'none' });
      for (const overlap of [
        [a, c],
        [c, b],
        [a, b, c],
      ]) {
        expect(await log.append(stream, overlap, { expected: 'none' })).toEqual({ outcome: 'conflict', actual: 1 });
      }
      expect(await collect(log.readStream(stream))).toHaveLength(2);
    });

    it('is answered as the first time when the first answer was lost with the connection', async () => {
      await context().undisturbed(async () => {
        const { log: direct } = context();
        const { log, gate } = await context().openThroughGate();
        const sample = new Sample();
        const stream = sample.stream();
        expect(await log.append(stream, sample.events(1), { expected: 'none' })).toMatchObject({ revision: 0 });
        gate.holdAnswers();
        const answer = log.append(stream, sample.events(2), { expected: 0 });
        try {
          // It has been written, and the answer is held back.
          await eventually(async () => (await collect(direct.readStream(stream))).length === 3);
        } finally {
          gate.cut();
          gate.release();
        }
        const written = await collect(direct.readStream(stream));
        expect(await answer).toEqual({ outcome: 'appended', revision: 2, position: written[2]?.position });
        expect(written).toHaveLength(3);
      });
    });

    it('is answered as the first time when the process was killed before it heard the first answer', async () => {
      await context().undisturbed(async () => {
        const { log } = context();
        const { gate, address } = await context().openThroughGate();
        const sample = new Sample();
        const stream = sample.stream();
        const killed = await context().process(address);
        expect(await killed.append(stream, sample.events(1), 'none')).toMatchObject({ revision: 0 });
        const events = sample.events(2);
        gate.holdAnswers();
        const lost = killed.append(stream, events, 0).catch(String);
        await eventually(async () => (await collect(log.readStream(stream))).length === 3);
        await killed.kill();
        expect(await lost).toContain('the process ended');
        const successor = await context().process();
        const written = await collect(log.readStream(stream));
        expect(await successor.append(stream, events, 0)).toEqual({
          outcome: 'appended',
          revision: 2,
          position: written[2]?.position,
        });
        expect(await collect(log.readStream(stream))).toHaveLength(3);
      });
    });
  });

  it('answers any sequence of appends, conflicts and repetitions as a model of a log does', async () => {
    const sample = new Sample();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        await new ModelRun(context().log, sample).perform(steps);
      }),
      { numRuns: MODEL_RUNS },
    );
  });
}

type Step =
  /** New events, at a revision that differs by so many from the stream's last. */
  | { readonly kind: 'new'; readonly stream: number; readonly count: number; readonly off: number }
  /** An earlier append: unchanged, or with other events among its own. */
  | { readonly kind: 'again'; readonly which: number; readonly changed: boolean };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: newStep() },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('again' as const), which: fc.nat(20), changed: fc.boolean() }),
  },
);

function newStep(): fc.Arbitrary<Step> {
  return fc.record({
    kind: fc.constant('new' as const),
    stream: fc.nat(2),
    count: fc.integer({ min: 1, max: 3 }),
    off: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -2, max: 2 }) }),
  });
}

interface Made {
  readonly stream: StreamName;
  readonly events: readonly NewEvent[];
  readonly expected: Revision;
  readonly answer: AppendResult;
}

/** Three streams as lists of ids, and every append that succeeded. */
class ModelRun {
  private readonly streams: readonly { readonly name: StreamName; readonly ids: string[] }[];
  private readonly made: Made[] = [];

  constructor(
    private readonly log: EventLog,
    private readonly sample: Sample,
  ) {
    this.streams = [0, 1, 2].map(() => ({ name: sample.stream(randomUUID()), ids: [] }));
  }

  async perform(steps: readonly Step[]): Promise<void> {
    for (const step of steps) await (step.kind === 'new' ? this.appendNew(step) : this.appendAgain(step));
    for (const { name, ids } of this.streams) {
      expect((await collect(this.log.readStream(name))).map(({ id }) => id)).toEqual(ids);
    }
  }

  private async appendNew({ stream, count, off }: Step & { readonly kind: 'new' }): Promise<void> {
    const { name, ids } = this.streams[stream] as { name: StreamName; ids: string[] };
    const last = ids.length - 1;
    const at = Math.max(-1, last + off);
    const expected = at === -1 ? 'none' : at;
    const events = this.sample.events(count);
    const answer = await this.log.append(name, events, { expected });
    if (at !== last) {
      expect(answer).toEqual({ outcome: 'conflict', actual: last === -1 ? 'none' : last });
      return;
    }
    expect(answer).toMatchObject({ outcome: 'appended', revision: last + count });
    ids.push(...events.map(({ id }) => id));
    this.made.push({ stream: name, events, expected, answer });
  }

  private async appendAgain({ which, changed }: Step & { readonly kind: 'again' }): Promise<void> {
    const made = this.made[which % Math.max(1, this.made.length)];
    if (!made) return;
    const { stream, events, expected, answer } = made;
    if (changed) {
      const overlap = [...events, this.sample.event()];
      expect(await this.log.append(stream, overlap, { expected })).toMatchObject({ outcome: 'conflict' });
    } else {
      expect(await this.log.append(stream, events, { expected })).toEqual(answer);
    }
  }
}
