import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { canonicalJson } from '../../../libs/event-log';
import { LatencyRecorder } from '../latency';
import { seeded } from '../random';
import { type BenchEvent, eventMaker, BENCH_TENANT } from './bench-event';
import type { CopyRequest, Task } from './task';

const COPY = 'COPY bare.event (epoch, place, recorded_at, id, stream, revision, type, data, metadata) FROM STDIN';

/** `COPY` of the same rows into the bare table, a transaction each: the limit of the disk and the indexes. */
export async function prepareCopy(request: CopyRequest): Promise<Task> {
  const client = new Client({ connectionString: request.url });
  await client.connect();
  const nextEvent = eventMaker(request.eventBytes, seeded(request.seed));
  let place = 0;

  /** The rows are prepared first: making them is not measured. */
  async function copyOnce(): Promise<number> {
    const rows = Array.from({ length: request.rows }, () => line(++place, nextEvent())).join('');
    const started = performance.now();
    await pipeline(Readable.from([rows]), client.query(copyFrom(COPY)));
    return performance.now() - started;
  }

  return {
    async run() {
      const latencies = new LatencyRecorder();
      await copyOnce();
      let milliseconds = 0;
      let operations = 0;
      while (milliseconds < request.seconds * 1_000) {
        const taken = await copyOnce();
        latencies.record(taken);
        milliseconds += taken;
        operations += request.rows;
      }
      return { operations, seconds: milliseconds / 1_000, latency: latencies.encode() };
    },
    close: () => client.end(),
  };
}

/** A row in the format of `COPY`. In the seeded text only backslashes have to be escaped. */
function line(place: number, { id, type, data, metadata }: BenchEvent): string {
  const stream = `bench.item-${BENCH_TENANT}.copy${place}`;
  const fields = [1, place, 'now', id, stream, 0, type, canonicalJson(data), canonicalJson(metadata)];
  return `${fields.join('\t').replaceAll('\\', '\\\\')}\n`;
}
