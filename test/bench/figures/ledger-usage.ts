import { performance } from 'node:perf_hooks';
import { Client } from 'pg';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import type { BenchEntry, FigureMeasurement } from '../figure';
import { BenchPlatform, stockUp, until } from '../platform';
import { median } from '../random';
import { fill, steadyMovements } from '../stock-events';

const LONG = 100_000;
const SHORT = 10;
/** Of each kind, while it is warm. */
const REPEATS = 40;

interface Usages {
  readonly long: number;
  readonly short: number;
}

/**
 * A usage of an item with 100,000 movements against one of an item with 10. Cold is the first command on each item after a
 * restart, with the process itself warmed up on a third item.
 */
export const LEDGER_USAGE: readonly BenchEntry[] = [
  {
    name: 'ledger-usage',
    async measure(bench) {
      const database = await bench.server.database();
      let platform = await BenchPlatform.start(database);
      try {
        const { locationId, itemIds } = await stockUp(platform, 3);
        const [long, short, other] = itemIds as [string, string, string];
        const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
        const ledger = { tenantId: platform.tenantId, locationIds: [locationId], make: steadyMovements };
        await fill(log, { ...ledger, itemIds: [long] }, LONG * bench.settings.scale);
        await fill(log, { ...ledger, itemIds: [short, other] }, 2 * SHORT);
        await log.close();
        await platform.caughtUp();
        // The first command on a long stream leaves a snapshot behind.
        await usage(platform, await platform.token(), locationId)(long);
        await until(1, () => hasSnapshot(database.superuserUrl, long));
        const cold: Usages[] = [];
        const warm: Usages[] = [];
        for (let round = 0; round < bench.settings.rounds; round++) {
          platform = await platform.restart();
          const use = usage(platform, await platform.token(), locationId);
          for (let repeat = 0; repeat < REPEATS; repeat++) await use(other);
          cold.push({ short: await use(short), long: await use(long) });
          const times = { long: [] as number[], short: [] as number[] };
          for (let repeat = 0; repeat < REPEATS; repeat++) {
            times.long.push(await use(long));
            times.short.push(await use(short));
          }
          warm.push({ long: median(times.long), short: median(times.short) });
        }
        return [figure('warm', warm, 1.2), figure('cold', cold, 3)];
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];

/** The milliseconds of a usage of an item. */
function usage({ process }: BenchPlatform, token: string, locationId: string) {
  const client = process.http.as(token);
  return async (itemId: string): Promise<number> => {
    const started = performance.now();
    const answer = await client.post(`items/${itemId}/usages`, { locationId, quantity: '0.001' });
    if (answer.status !== 201) throw new Error(`usage: ${answer.status} ${JSON.stringify(answer.body)}`);
    return performance.now() - started;
  };
}

async function hasSnapshot(superuserUrl: string, itemId: string): Promise<boolean> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM engine.snapshot WHERE stream LIKE $1', [`%${itemId}`]);
    return rowCount === 1;
  } finally {
    await client.end();
  }
}

function figure(name: string, rounds: readonly Usages[], atMost: number): FigureMeasurement {
  const ratios = rounds.map(({ long, short }) => long / short);
  const shown = (kind: keyof Usages) => Math.round(median(rounds.map((each) => each[kind])) * 10) / 10;
  return {
    id: `ledger-usage-${name}`,
    title: `${name} usage of an item with 100,000 movements against one with ${SHORT}`,
    value: median(ratios),
    unit: '×',
    goal: { atMost },
    detail: { rounds: ratios, notes: { 'long, ms': shown('long'), 'short, ms': shown('short') } },
  };
}
