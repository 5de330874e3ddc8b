import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import { daysAfter } from '../../../contracts/values/local-date';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import type { HttpClient } from '../../../libs/testing';
import type { BenchEntry, FigureMeasurement } from '../figure';
import { FIRST_DATE, lineDays, setup, type BenchLines } from '../kpi-events';
import { BenchPlatform } from '../platform';
import { recordStreams } from '../work-events';

const LINES = 20;
const DAYS = 365;
const REPEATS = 10;
const UNLIMITED = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_USER_PER_MINUTE: '1000000',
  RATE_LIMIT_ORGANIZATION_PER_MINUTE: '1000000',
};

/** Figures of a year of lines, by grain day, as of now and then, under another formula, and beside SQL over raw rows. */
export const KPIS_FIGURES: readonly BenchEntry[] = [
  {
    name: 'kpis',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database, UNLIMITED);
      const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
      try {
        const lines: BenchLines = {
          lineIds: Array.from({ length: LINES }, () => randomUUID()),
          days: Math.max(7, Math.round(DAYS * bench.settings.scale)),
        };
        const { tenantId } = platform;
        await recordStreams(log, tenantId, setup(tenantId, lines));
        const began = performance.now();
        await recordStreams(log, tenantId, lineDays(tenantId, lines));
        await platform.caughtUp();
        const folded = performance.now() - began;
        await bench.server.settle();
        const client = platform.process.http.as(await platform.token());
        const last = daysAfter(FIRST_DATE, lines.days - 1);
        const asking = (more: string) => `kpis?from=${FIRST_DATE}&to=${last}&grain=day&limit=50${more}`;
        const middle = `${daysAfter(FIRST_DATE, Math.floor(lines.days / 2))}T12:00:00.000Z`;
        const plain = await timed(client, asking(''));
        const past = await timed(client, asking(`&asOf=${middle}`));
        const version = await timed(client, asking('&formulas=oee%401'));
        const byLine = await timed(client, asking('&groupBy=line'));
        const sql = await plainSql(database.superuserUrl, tenantId);
        const of = `${LINES} lines × ${lines.days} days, grain day, all formulas, a page of 50`;
        return [
          figure('kpis-day', `figures of ${of}: p95`, plain, 200, {
            'by line, p95 ms': byLine.toFixed(0),
            'events folded, s': (folded / 1_000).toFixed(1),
          }),
          {
            id: 'kpis-past',
            title: 'the same as of a moment in the past',
            value: past / plain,
            unit: '×',
            goal: { atMost: 5 },
            detail: { notes: {} },
          },
          figure(
            'kpis-version',
            'the same under another version of a formula, nothing written: p95',
            version,
            1_000,
            {},
          ),
          {
            id: 'kpis-sql',
            title: 'one figure of it by plain SQL over raw rows, in time of the page',
            value: sql / plain,
            unit: '×',
            goal: { atLeast: 5 },
            detail: { notes: { 'SQL, ms': sql.toFixed(0) } },
          },
        ] as FigureMeasurement[];
      } finally {
        await log.close();
        await platform.stop();
        await database.drop();
      }
    },
  },
];

function figure(id: string, title: string, value: number, atMost: number, notes: Record<string, string>) {
  return { id, title, value, unit: 'ms', goal: { atMost }, detail: { notes } };
}

/** The 95th percentile, after one request that warms up. */
async function timed(client: HttpClient, path: string): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n <= REPEATS * 2; n++) {
    const began = performance.now();
    const { status, body } = await client.get<{ items: unknown[] }>(path);
    if (status !== 200 || body.items.length === 0)
      throw new Error(`${path}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
    if (n > 0) times.push(performance.now() - began);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? NaN;
}

/** Availability, effectiveness and quality by day as a hand-written query has them: from entries and stops themselves. */
async function plainSql(url: string, tenantId: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const query = `
      WITH minutes AS (
        SELECT s.line_id, s.date, sum(extract(epoch FROM s.ended_at - s.started_at)) AS stopped
          FROM kpi.line_stop_v1 s WHERE s.tenant_id = $1 AND NOT s.removed GROUP BY 1, 2),
      output AS (
        SELECT e.line_id, e.date, e.product, sum(e.good) AS good, sum(e.good + e.rework + e.scrap) AS produced
          FROM kpi.production_entry_v1 e WHERE e.tenant_id = $1 AND NOT e.removed GROUP BY 1, 2, 3),
      standard AS (
        SELECT DISTINCT ON (product) product, run_seconds FROM kpi.product_standard_v1
         WHERE tenant_id = $1 ORDER BY product, valid_from DESC),
      earned AS (
        SELECT o.line_id, o.date, sum(o.good) AS good, sum(o.produced) AS produced, sum(o.produced * s.run_seconds::numeric) AS earned
          FROM output o JOIN standard s USING (product) GROUP BY 1, 2)
      SELECT date, sum(86400 - coalesce(stopped, 0)) / sum(86400) AS availability,
             sum(earned) / sum(86400 - coalesce(stopped, 0)) AS effectiveness, sum(good) / sum(produced) AS quality
        FROM earned LEFT JOIN minutes USING (line_id, date) GROUP BY date ORDER BY date`;
    let fastest = Infinity;
    for (let n = 0; n < REPEATS; n++) {
      const began = performance.now();
      await client.query(query, [tenantId]);
      fastest = Math.min(fastest, performance.now() - began);
    }
    return fastest;
  } finally {
    await client.end();
  }
}
