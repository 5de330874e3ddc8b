import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import { EventStream } from '../../../libs/testing/event-stream';
import { randomUUID } from 'node:crypto';
import type { BenchEntry } from '../figure';
import { FIRST_DATE, lineDays, setup, type BenchLines } from '../kpi-events';
import { LatencyRecorder } from '../latency';
import { BenchPlatform } from '../platform';
import { recordStreams } from '../work-events';

const LINES = 20;
const DAYS = 30;
const ENTRIES = 500;
const PAUSE_MS = 50;
const UNLIMITED = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_USER_PER_MINUTE: '1000000',
  RATE_LIMIT_ORGANIZATION_PER_MINUTE: '1000000',
};

/** From the answer to an entry to its figures on the live stream of another client. */
export const ENTRY_LIVE: readonly BenchEntry[] = [
  {
    name: 'entry-live',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database, UNLIMITED);
      const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
      try {
        const { tenantId } = platform;
        const lines: BenchLines = { lineIds: Array.from({ length: LINES }, () => randomUUID()), days: DAYS };
        await recordStreams(log, tenantId, setup(tenantId, lines));
        await recordStreams(log, tenantId, lineDays(tenantId, lines));
        await platform.caughtUp();
        await bench.server.settle();
        const entries = Math.max(100, Math.round(ENTRIES * bench.settings.scale));
        const latencies = await followed(platform, lines.lineIds, entries);
        const { p50, p99, max, count } = latencies.summary();
        return [
          {
            id: 'entry-live-p99',
            title: `answer to an entry → its figures on the live stream, ${Math.round(1_000 / PAUSE_MS)} entries/s at most: p99`,
            value: p99,
            unit: 'ms',
            goal: { atMost: 100 },
            detail: {
              notes: { entries: count, 'p50, ms': p50.toFixed(0), 'max, ms': max.toFixed(0) },
            },
          },
        ];
      } finally {
        await log.close();
        await platform.stop();
        await database.drop();
      }
    },
  },
];

/** Enters on one line after the other; the first tenth warms up. */
async function followed(platform: BenchPlatform, lineIds: readonly string[], entries: number) {
  const token = await platform.token();
  const client = platform.process.http.as(token);
  const stream = await EventStream.open(`${platform.process.url}/api/v1/stream?topics=kpi`, { token });
  const latencies = new LatencyRecorder();
  try {
    for (let n = -Math.ceil(entries / 10); n < entries; n++) {
      const lineId = lineIds[(n + entries) % lineIds.length] ?? '';
      const body = {
        lineId,
        date: FIRST_DATE,
        shift: 'Early',
        product: 'P-1',
        order: `E-${n}`,
        good: '10',
        scrap: '1',
      };
      const { status, body: made } = await client.post<{ id: string }>('production-entries', body);
      if (status !== 201) throw new Error(`an entry: ${status} ${JSON.stringify(made)}`);
      const answered = performance.now();
      const message = await stream.next();
      const took = performance.now() - answered;
      if (message?.data['id'] !== made.id)
        throw new Error(`the stream shows another change: ${JSON.stringify(message)}`);
      if (n >= 0) latencies.record(took);
      if (!Array.isArray(message.data['values'])) throw new Error('the stream shows no figures of the entry');
      await delay(PAUSE_MS);
    }
    return latencies;
  } finally {
    stream.close();
  }
}
