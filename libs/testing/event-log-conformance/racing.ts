import type { NewEvent } from '../../event-log';
import { contendAll } from './contention';
import { collect, expectHolds, expectOrdered, readSample } from './expectations';
import { follow } from './following';
import { Sample } from './samples';
import type { SuiteContext } from './suite-context';

const PROCESSES = 4;

export function describeRacing(context: () => SuiteContext): void {
  describe('with writers that race,', () => {
    it('four processes on one stream write each revision once, and each is told where its events are', async () => {
      const { log } = context();
      const processes = await context().processes(PROCESSES);
      const sample = new Sample();
      const stream = sample.stream();
      const after = await log.head();
      const acknowledged = await Promise.all(processes.map((process) => process.contend(stream, sample.events(60))));
      const events = await collect(log.readStream(stream));
      expect(events).toHaveLength(PROCESSES * 60);
      expectOrdered(events);
      expectHolds(events, acknowledged.flat());
      expect(await readSample(log, sample, after)).toEqual(events);
    });

    it('four processes with one and the same append write it once, and all get the same answer', async () => {
      const { log } = context();
      const processes = await context().processes(PROCESSES);
      const sample = new Sample();
      const stream = sample.stream();
      for (let round = 0; round < 25; round++) {
        const events = sample.events(1 + (round % 2));
        const written = await collect(log.readStream(stream, { direction: 'backwards', limit: 1 }));
        const expected = written[0]?.revision ?? 'none';
        const answers = await Promise.all(processes.map((process) => process.append(stream, events, expected)));
        expect(answers[0]).toMatchObject({
          outcome: 'appended',
          revision: (expected === 'none' ? -1 : expected) + events.length,
        });
        for (const answer of answers) expect(answer).toEqual(answers[0]);
      }
      expectOrdered(await collect(log.readStream(stream)));
    });

    it('four processes that each want to begin the same stream leave one beginning', async () => {
      const { log } = context();
      const processes = await context().processes(PROCESSES);
      const sample = new Sample();
      for (let round = 0; round < 25; round++) {
        const stream = sample.stream();
        const own = processes.map(() => sample.events(2) as [NewEvent, NewEvent]);
        const answers = await Promise.all(
          processes.map((process, index) => process.append(stream, own[index] as NewEvent[], 'none')),
        );
        const winner = answers.findIndex(({ outcome }) => outcome === 'appended');
        const losers = answers.filter((_, index) => index !== winner);
        expect(losers).toEqual(losers.map(() => ({ outcome: 'conflict', actual: 1 })));
        const events = await collect(log.readStream(stream));
        expect(events.map(({ id }) => id)).toEqual(own[winner]?.map(({ id }) => id));
      }
    });

    it('of 64 decisions in four processes to take one of the last ten, ten are recorded, and the others refused', async () => {
      const { log } = context();
      const processes = await context().processes(PROCESSES);
      const sample = new Sample();
      const stream = sample.stream();
      const taken = await Promise.all(processes.map((process) => process.take(stream, sample.events(16), 10)));
      const events = await collect(log.readStream(stream));
      expect(events.map(({ id }) => id).toSorted()).toEqual(taken.flat().toSorted());
      expect(events.map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    it.each([
      { writers: 64, each: 8, streams: 1 },
      { writers: 64, each: 100, streams: 1_000 },
    ])(
      '$writers writers on $streams streams: a reader sees every position once and in order, every revision once',
      async ({ writers, each, streams }) => {
        const { log } = context();
        const reader = await context().open();
        const sample = new Sample();
        const names = Array.from({ length: streams }, () => sample.stream());
        const after = await log.head();
        const following = follow(reader, sample, { after });
        const acknowledged = await contendAll(log, sample, { writers, each, streams: names });
        await following.seenAtLeast(writers * each);
        await following.end();
        expectOrdered(following.seen);
        expectHolds(following.seen, acknowledged);
        expect(await readSample(log, sample, after)).toEqual(following.seen);
      },
    );
  });
}
