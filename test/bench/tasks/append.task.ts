import { sampler, seeded } from '../random';
import { openStore } from '../stores/open-store';
import { eventMaker, BENCH_TENANT } from './bench-event';
import { closedLoop } from './closed-loop';
import { StreamRevisions } from './stream-revisions';
import type { AppendRequest, Task } from './task';

/** Writers that append one event at a time to streams drawn at random, at the revision that their process knows. */
export async function prepareAppend(request: AppendRequest): Promise<Task> {
  const store = await openStore(request.store, request.url);
  const random = seeded(request.seed);
  const draw = sampler(request.streams.distribution, request.streams.count, random);
  const nextEvent = eventMaker(request.eventBytes, random);
  // Streams of this run alone: each round begins with none.
  const prefix = `bench.item-${BENCH_TENANT}.${request.seed.toString(36)}${process.pid.toString(36)}x`;
  const revisions = new StreamRevisions(request.contention);

  async function operation(): Promise<void> {
    const stream = `${prefix}${draw().toString(36)}`;
    if (request.reads > 0 && random() < request.reads) {
      await store.readFirst(stream);
      return;
    }
    const event = nextEvent();
    await revisions.append(stream, (revision) => store.append(stream, revision, event));
  }

  return {
    async run() {
      const run = await closedLoop(request.writers, request, operation);
      return { ...run, notes: { conflicts: revisions.conflicts } };
    },
    close: () => store.close(),
  };
}
