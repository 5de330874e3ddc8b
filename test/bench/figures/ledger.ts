import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import type { Bench, BenchEntry, FigureMeasurement } from '../figure';
import { BenchPlatform, type Warehouse } from '../platform';
import { median } from '../random';
import { fill, steadyMovements } from '../stock-events';

const DEPTH = 10_000;
const LONG = 100_000;
const SHORT = 100;
const VALUED_ITEMS = 10_000;
const VALUED_EVENTS = 1_000_000;
const PAGE = 50;
const DAY_MS = 86_400_000;
/** Requests of each kind in a round. */
const REPEATS = 20;

/** The time that a client waits for an answer from a ledger of many movements. */
export const LEDGER: readonly BenchEntry[] = [
  { name: 'ledger-backdated', measure: (bench) => withPlatform(bench, measureBackdated) },
  { name: 'ledger-page', measure: (bench) => withPlatform(bench, measurePages) },
  { name: 'ledger-valuation', measure: (bench) => withPlatform(bench, measureValuation) },
  { name: 'reorder-simulation', measure: (bench) => withPlatform(bench, measureSimulation) },
];

interface Asked {
  readonly bench: Bench;
  readonly platform: BenchPlatform;
  readonly log: PostgresEventLog;
}

async function withPlatform(
  bench: Bench,
  measure: (asked: Asked) => Promise<readonly FigureMeasurement[]>,
): Promise<readonly FigureMeasurement[]> {
  const database = await bench.server.database();
  const platform = await BenchPlatform.start(database);
  const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
  try {
    return await measure({ bench, platform, log });
  } finally {
    await log.close();
    await platform.stop();
    await database.drop();
  }
}

const METHODS = ['moving_average', 'fifo'] as const;

/**
 * A receipt behind 10,000 movements: from the request of the command until the item's last movement is read with it, and
 * the command alone against one that comes in order.
 */
async function measureBackdated({ bench, platform, log }: Asked): Promise<readonly FigureMeasurement[]> {
  const depth = DEPTH * bench.settings.scale;
  const warehouse = await warehouseOf(platform, METHODS);
  await fill(log, { ...ledgerOf(platform, warehouse), make: steadyMovements }, depth * METHODS.length);
  await platform.caughtUp();
  const client = platform.process.http.as(await platform.token());
  const figures: FigureMeasurement[] = [];
  for (const [index, method] of METHODS.entries()) {
    const itemId = warehouse.itemIds[index] ?? '';
    const oldest = await client.get<{ items: { effectiveAt: string }[] }>(
      `items/${itemId}/movements?sort=effectiveAt&limit=1`,
    );
    const effectiveAt = oldest.body.items[0]?.effectiveAt;
    const receive = async (at?: string) => {
      const body = { locationId: warehouse.locationId, quantity: '1', unitCost: '2', ...(at && { effectiveAt: at }) };
      const answer = await client.post(`items/${itemId}/receipts`, body);
      if (answer.status !== 201) throw new Error(`receipt: ${answer.status} ${JSON.stringify(answer.body)}`);
    };
    // Each waits for the client's last command; one that had to answer with less says so.
    const read = async () => {
      for (const path of [`items/${itemId}/movements?limit=1`, `items/${itemId}/stock`, 'valuation?limit=1']) {
        const { status, headers } = await client.get(path);
        if (status !== 200 || headers.has('opsledger-stale')) throw new Error(`${path}: ${status}, or stale`);
      }
    };
    // The first command on a long history reads it.
    await receive(effectiveAt);
    await receive();
    await read();
    const rounds: { readonly all: number; readonly late: number; readonly inOrder: number }[] = [];
    for (let round = 0; round < bench.settings.rounds; round++) {
      const inOrder = await timed(() => receive());
      await read();
      const started = performance.now();
      const late = await timed(() => receive(effectiveAt));
      await read();
      rounds.push({ all: performance.now() - started, late, inOrder });
    }
    const ratios = rounds.map(({ late, inOrder }) => late / inOrder);
    const notes = { 'in order, ms': rounded(rounds, 'inOrder'), 'backdated, ms': rounded(rounds, 'late') };
    figures.push(
      {
        id: `backdated-${method}`,
        title: `backdated receipt ${depth.toLocaleString('en')} movements deep, ${method}: until every read is right`,
        value: median(rounds.map(({ all }) => all)),
        unit: 'ms',
        goal: { atMost: 100 },
        detail: { rounds: rounds.map(({ all }) => all), notes },
      },
      {
        id: `backdated-command-${method}`,
        title: `the command alone, ${method}, against one in order`,
        value: median(ratios),
        unit: '×',
        goal: { atMost: 3 },
        detail: { rounds: ratios, notes },
      },
    );
  }
  return figures;
}

function rounded<Name extends string>(rounds: readonly Readonly<Record<Name, number>>[], name: Name): number {
  return Math.round(median(rounds.map((round) => round[name])) * 10) / 10;
}

/** A page of an item with 100,000 movements against one of an item with 100. */
async function measurePages({ bench, platform, log }: Asked): Promise<readonly FigureMeasurement[]> {
  const warehouse = await warehouseOf(platform, ['moving_average', 'moving_average']);
  const ledger = ledgerOf(platform, warehouse);
  const [long, short] = warehouse.itemIds as [string, string];
  await fill(log, { ...ledger, itemIds: [long], make: steadyMovements }, LONG * bench.settings.scale);
  await fill(log, { ...ledger, itemIds: [short], make: steadyMovements }, SHORT);
  await platform.caughtUp();
  const client = platform.process.http.as(await platform.token());
  const page = async (itemId: string) => {
    const answer = await client.get<{ items: unknown[] }>(`items/${itemId}/movements?limit=${PAGE}`);
    if (answer.body.items.length !== PAGE) throw new Error(`a page of ${answer.body.items.length} movements`);
  };
  const rounds: { readonly long: number; readonly short: number }[] = [];
  for (let round = 0; round <= bench.settings.rounds; round++) {
    const times = { long: [] as number[], short: [] as number[] };
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      times.long.push(await timed(() => page(long)));
      times.short.push(await timed(() => page(short)));
    }
    if (round > 0) rounds.push({ long: median(times.long), short: median(times.short) });
  }
  const ratios = rounds.map((each) => each.long / each.short);
  const notes = { 'long, ms': rounded(rounds, 'long'), 'short, ms': rounded(rounds, 'short') };
  return [
    {
      id: 'ledger-page',
      title: `a ledger page (${PAGE}) of an item with ${(LONG * bench.settings.scale).toLocaleString('en')} movements against one with ${SHORT}`,
      value: median(ratios),
      unit: '×',
      goal: { atMost: 2 },
      detail: { rounds: ratios, notes },
    },
  ];
}

/** The value of 10,000 items in the middle of their history, against that of now. */
async function measureValuation({ bench, platform, log }: Asked): Promise<readonly FigureMeasurement[]> {
  const { scale } = bench.settings;
  const items = Math.round(VALUED_ITEMS * scale);
  const warehouse = await warehouseOf(platform, ['moving_average']);
  const itemIds = Array.from({ length: items }, () => randomUUID());
  const ledger = { ...ledgerOf(platform, warehouse), itemIds, make: steadyMovements };
  await fill(log, ledger, Math.round(VALUED_EVENTS * scale));
  await platform.caughtUp();
  const client = platform.process.http.as(await platform.token());
  const { effectiveAt } = steadyMovements(ledger, Math.round((VALUED_EVENTS * scale) / 2)).data;
  const valued = async (query: string) => {
    const answer = await client.get<{ total: string }>(`valuation?limit=${PAGE}${query}`);
    if (!(Number(answer.body.total) > 0)) throw new Error(`valuation: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const rounds: { readonly past: number; readonly now: number }[] = [];
  for (let round = 0; round <= bench.settings.rounds; round++) {
    const now = await timed(() => valued(''));
    const past = await timed(() => valued(`&asOf=${effectiveAt}`));
    if (round > 0) rounds.push({ past, now });
  }
  const notes = { 'now, ms': rounded(rounds, 'now') };
  return [
    {
      id: 'valuation-as-of',
      title: `valuation of ${items.toLocaleString('en')} items as of a past date`,
      value: median(rounds.map(({ past }) => past)),
      unit: 'ms',
      goal: { atMost: 300 },
      detail: { rounds: rounds.map(({ past }) => past), notes },
    },
    {
      id: 'valuation-as-of-ratio',
      title: 'the same against the valuation of now',
      value: median(rounds.map(({ past, now }) => past / now)),
      unit: '×',
      goal: { atMost: 5 },
      detail: { notes },
    },
  ];
}

/** The last year of an item with 10,000 movements against another policy. */
async function measureSimulation({ bench, platform, log }: Asked): Promise<readonly FigureMeasurement[]> {
  const depth = DEPTH * bench.settings.scale;
  const warehouse = await warehouseOf(platform, ['moving_average']);
  const [itemId = ''] = warehouse.itemIds;
  const ledger = ledgerOf(platform, warehouse);
  await fill(log, { ...ledger, make: steadyMovements }, depth);
  await platform.caughtUp();
  const client = platform.process.http.as(await platform.token());
  const last = Date.parse(steadyMovements(ledger, depth - 1).data.effectiveAt);
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const asked = {
    itemId,
    ...{ from: day(last - 364 * DAY_MS), to: day(last) },
    policy: { min: '5', max: '50', leadTimeDays: 3 },
  };
  const simulate = async () => {
    const answer = await client.post<{ days: unknown[] }>('reorder-suggestions/simulate', asked);
    if (answer.body.days.length !== 365) throw new Error(`simulate: ${answer.status} ${JSON.stringify(answer.body)}`);
  };
  const rounds: number[] = [];
  for (let round = 0; round <= bench.settings.rounds; round++) {
    const time = await timed(simulate);
    // The first one reads the item's stream.
    if (round > 0) rounds.push(time);
  }
  return [
    {
      id: 'reorder-simulation',
      title: `simulate a year of an item with ${depth.toLocaleString('en')} movements`,
      value: median(rounds),
      unit: 'ms',
      goal: { atMost: 200 },
      detail: { rounds },
    },
  ];
}

async function warehouseOf(platform: BenchPlatform, methods: readonly (typeof METHODS)[number][]): Promise<Warehouse> {
  const locationId = await platform.create('locations', { code: 'BENCH', name: 'Bench' });
  const itemIds: string[] = [];
  for (const [index, costMethod] of methods.entries()) {
    const item = { itemNumber: `B-${index}`, name: `Item ${index}`, unit: 'kg', costMethod };
    itemIds.push(await platform.create('items', item));
  }
  return { locationId, itemIds };
}

function ledgerOf({ tenantId }: BenchPlatform, { locationId, itemIds }: Warehouse) {
  return { tenantId, locationIds: [locationId], itemIds };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
