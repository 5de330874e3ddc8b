import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { daysAfter } from '../../../contracts/values/local-date';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import type { HttpClient } from '../../../libs/testing/http-client';
import type { BenchEntry, FigureMeasurement } from '../figure';
import { FIRST_DATE, lineDays, setup, type BenchLines } from '../kpi-events';
import { figuresByPlainSql, type WeekFigures } from '../kpi-sql';
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
        const weekly = `kpis?from=${FIRST_DATE}&to=${last}&grain=week&limit=200&kpi=${BY_SQL.join(',')}`;
        const weeks = await timed(client, weekly, 'fastest');
        const sql = await figuresByPlainSql(database.superuserUrl, { tenantId, from: FIRST_DATE });
        expectSame((await client.get<Weeks>(weekly)).body, sql.weeks);
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
            title: 'three figures of it by week, by plain SQL over raw rows, in time of their request: fastest of both',
            value: sql.fastest / weeks,
            unit: '×',
            goal: { atLeast: 5 },
            detail: { notes: { 'SQL, ms': sql.fastest.toFixed(0), 'request, ms': weeks.toFixed(0) } },
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

const BY_SQL = ['availability', 'effectiveness', 'quality_ratio'] as const;

interface Weeks {
  readonly items: readonly { readonly from: string; readonly values: readonly { readonly kpi: string; readonly value: string }[] }[]; // prettier-ignore
}

/** Both make the same figures, or their times say nothing. */
function expectSame({ items }: Weeks, weeks: readonly WeekFigures[]): void {
  const ours = items.map(({ from, values }) => [from, ...values.map(({ value }) => value)].join(' '));
  const theirs = weeks.map((week) => [week.from, ...BY_SQL.map((kpi) => week[kpi])].join(' '));
  const differing = ours.find((each, at) => each !== theirs[at]);
  if (differing !== undefined || ours.length !== theirs.length)
    throw new Error(`SQL has other figures than ${differing}`);
}

/** The fastest, or the 95th percentile, after one request that warms up. */
async function timed(client: HttpClient, path: string, of: 'p95' | 'fastest' = 'p95'): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n <= REPEATS * 2; n++) {
    const began = performance.now();
    const { status, body } = await client.get<{ items: unknown[] }>(path);
    if (status !== 200 || body.items.length === 0)
      throw new Error(`${path}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
    if (n > 0) times.push(performance.now() - began);
  }
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[of === 'fastest' ? 0 : Math.floor(times.length * 0.95)] ?? NaN;
}
