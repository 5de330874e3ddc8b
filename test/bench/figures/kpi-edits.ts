import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import type { HttpClient } from '../../../libs/testing/http-client';
import type { BenchEntry } from '../figure';
import { lineDays, setup } from '../kpi-events';
import { BenchPlatform } from '../platform';
import { recordStreams } from '../work-events';

const ORGANIZATIONS = 50;
const LINES = 5;
const DAYS = 30;
const EDITS = 500;
const BATCHES = 20;
const SINGLE = 200;
const UNLIMITED = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_USER_PER_MINUTE: '1000000',
  RATE_LIMIT_ORGANIZATION_PER_MINUTE: '1000000',
};

interface Entry {
  readonly id: string;
  readonly good: string;
}

/** Corrections of production, by grid and one by one, among the data of many organisations. */
export const KPI_EDITS: readonly BenchEntry[] = [
  {
    name: 'kpi-edits',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database, UNLIMITED);
      const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
      const organizations = Math.max(2, Math.round(ORGANIZATIONS * bench.settings.scale));
      try {
        const tenants = [platform.tenantId, ...Array.from({ length: organizations - 1 }, () => randomUUID())];
        for (const tenantId of tenants) {
          const lines = { lineIds: Array.from({ length: LINES }, () => randomUUID()), days: DAYS };
          await recordStreams(log, tenantId, setup(tenantId, lines));
          await recordStreams(log, tenantId, lineDays(tenantId, lines));
        }
        await platform.caughtUp();
        await bench.server.settle();
        const client = platform.process.http.as(await platform.token());
        const entries = await entriesOf(client);
        const batches = await timed(BATCHES, async (n) => {
          const edits = entries.map(({ id }) => ({ op: 'change', id, good: `${n + 1}.000` }));
          const { status, body } = await client.post<Batch>('production-entries/batch', { edits });
          const outcomes = new Set(body.results?.map(({ outcome }) => outcome));
          if (status !== 201 || outcomes.size !== 1 || !outcomes.has('changed'))
            throw new Error(`batch: ${status} ${JSON.stringify(body).slice(0, 300)}`);
        });
        const single = await timed(SINGLE, async (n) => {
          const { id } = entries[n % entries.length] as Entry;
          const { status } = await client.patch(`production-entries/${id}`, { good: `${1_000 + n}.000` });
          if (status >= 300) throw new Error(`edit: ${status}`);
        });
        const of = `among ${organizations} organisations with ${LINES} lines × ${DAYS} days`;
        return [
          {
            id: 'kpi-edits-batch',
            title: `a grid batch of ${EDITS} edits ${of}: p95`,
            value: batches,
            unit: 'ms',
            goal: { atMost: 500 },
            detail: { notes: {} },
          },
          {
            id: 'kpi-edits-single',
            title: `a single edit of an entry ${of}: p95`,
            value: single,
            unit: 'ms',
            goal: { atMost: 50 },
            detail: { notes: {} },
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

interface Batch {
  readonly results?: readonly { readonly outcome: string }[];
}

interface EntryPage {
  readonly items: readonly Entry[];
  readonly nextCursor: string | null;
}

async function entriesOf(client: HttpClient): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  let cursor = '';
  while (entries.length < EDITS) {
    const { status, body } = await client.get<EntryPage>(`production-entries?limit=200${cursor}`);
    if (status !== 200) throw new Error(`entries: ${status}`);
    entries.push(...body.items);
    if (body.nextCursor === null) break;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
  return entries.slice(0, EDITS);
}

/** The 95th percentile, after one that warms up. */
async function timed(count: number, act: (n: number) => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n <= count; n++) {
    const began = performance.now();
    await act(n);
    if (n > 0) times.push(performance.now() - began);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? NaN;
}
