import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import type { BenchEntry, FigureMeasurement } from '../figure';
import { BenchPlatform, type Warehouse, stockUp } from '../platform';
import { median } from '../random';
import { type Round, measureOnce, sideOf } from '../side';
import { fill } from '../stock-events';

const LONG = 10_000;
const SHORT = 10;
/** Items of either kind. */
const ITEMS = 20;
/** Commands to each item while it is warm. */
const REPEATS = 10;

/**
 * One receipt on an item with 10,000 events behind it against one on an item with 10, as a client sees it. Cold is the
 * first command on each item after a restart, with the process itself warmed up on other items.
 */
export const STREAM_LENGTH: readonly BenchEntry[] = [
  {
    name: 'stream-length',
    async measure(bench) {
      const database = await bench.server.database();
      let platform = await BenchPlatform.start(database);
      try {
        const { locationId, itemIds } = await stockUp(platform, 3 * ITEMS);
        const [long, short, others] = [0, 1, 2].map((part) => itemIds.slice(part * ITEMS, (part + 1) * ITEMS));
        const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
        const ledger = { tenantId: platform.tenantId, locationIds: [locationId] };
        await fill(log, { ...ledger, itemIds: long ?? [] }, LONG * ITEMS);
        await fill(log, { ...ledger, itemIds: short ?? [] }, SHORT * ITEMS);
        await log.close();
        await platform.caughtUp();
        const kinds = { long: long ?? [], short: short ?? [] };
        // The first command on a long stream leaves a snapshot behind.
        await both(platform, locationId, kinds, 1);
        const warm: Pair[] = [];
        const cold: Pair[] = [];
        for (let round = 0; round < bench.settings.rounds; round++) {
          platform = await platform.restart();
          await receive(platform, locationId, repeated(others ?? [], REPEATS));
          cold.push(await both(platform, locationId, kinds, 1));
          warm.push(await both(platform, locationId, kinds, REPEATS));
          bench.log(`  round ${round + 1}: cold ${ratioOf(cold.at(-1))}, warm ${ratioOf(warm.at(-1))}`);
        }
        return [measurement('warm', warm, 1.2), measurement('cold', cold, 3)];
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];

interface Pair {
  readonly long: Round;
  readonly short: Round;
}

async function both(
  platform: BenchPlatform,
  locationId: string,
  kinds: { readonly long: readonly string[]; readonly short: readonly string[] },
  repeats: number,
): Promise<Pair> {
  const long = await receive(platform, locationId, repeated(kinds.long, repeats));
  return { long, short: await receive(platform, locationId, repeated(kinds.short, repeats)) };
}

async function receive(platform: BenchPlatform, locationId: Warehouse['locationId'], itemIds: readonly string[]) {
  const token = await platform.token();
  const timing = { warmupSeconds: 0, seconds: 0 };
  return measureOnce([{ task: 'receipts-once', port: platform.port, token, locationId, itemIds, ...timing }]);
}

const repeated = (itemIds: readonly string[], times: number): string[] =>
  Array.from({ length: times }, () => itemIds).flat();

const medianOf = (round: Round): number => sideOf('', [round]).latency?.p50 ?? NaN;

const ratioOf = (pair: Pair | undefined): string =>
  pair ? (medianOf(pair.long) / medianOf(pair.short)).toFixed(2) : '–';

function measurement(name: string, pairs: readonly Pair[], atMost: number): FigureMeasurement {
  const sides = [
    sideOf(
      '10,000 events',
      pairs.map(({ long }) => long),
    ),
    sideOf(
      '10 events',
      pairs.map(({ short }) => short),
    ),
  ];
  const rounds = pairs.map(({ long, short }) => medianOf(long) / medianOf(short));
  const title = `${name} command on a stream of 10,000 events against one of 10: median time`;
  return {
    id: `stream-length-${name}`,
    title,
    value: median(rounds),
    unit: '×',
    goal: { atMost },
    detail: { sides, rounds },
  };
}
