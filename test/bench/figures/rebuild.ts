import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { PostgresEventLog } from '../../../libs/event-log';
import { ROLES } from '../../../libs/read-models';
import type { ProjectionStatus } from '../../../contracts/ops/get-projection';
import type { Bench, BenchEntry, FigureMeasurement } from '../figure';
import { PeakMemory } from '../peak-memory';
import { BenchPlatform, until } from '../platform';
import { median } from '../random';
import { measureOnce } from '../side';
import { fill } from '../stock-events';
import { migrateEmmett } from '../stores/emmett';

const LARGE = 1_000_000;
const SMALL = 100_000;
/** Emmett's rebuild has a rate that does not depend on their number; a million of them would take a quarter hour. */
const EMMETT_EVENTS = 20_000;
const ITEMS = 2_000;
const PROJECTIONS = ['inventory.stock-level', 'inventory.movement'];
const REBUILD_MINUTES = 20;

interface Rebuilt {
  readonly perSecond: number;
  readonly peakMegabytes: number;
}

/**
 * Levels and movements, rebuilt by the operator's own route on a running platform while the old slots go on serving,
 * against Emmett's rebuild of the same two.
 */
export const REBUILD: readonly BenchEntry[] = [
  {
    name: 'rebuild',
    async measure(bench) {
      const { scale, rounds } = bench.settings;
      const small = await rebuilds(bench, SMALL * scale, rounds);
      const large: Rebuilt[] = [];
      const peer: number[] = [];
      await withFilledLog(bench, LARGE * scale, async (platform) => {
        for (let round = 0; round < rounds; round++) {
          peer.push(await emmettRebuild(bench, 100));
          large.push(await rebuilt(platform, LARGE * scale));
          bench.log(
            `  round ${round + 1}: ours ${shownRate(large.at(-1)?.perSecond)}, Emmett ${shownRate(peer.at(-1))}`,
          );
        }
      });
      const largerBatches = await emmettRebuild(bench, 1_000);
      return measurements(small, large, peer, largerBatches);
    },
  },
];

function measurements(
  small: readonly Rebuilt[],
  large: readonly Rebuilt[],
  peer: readonly number[],
  largerBatches: number,
): FigureMeasurement[] {
  const rate = (of: readonly Rebuilt[]): number => median(of.map(({ perSecond }) => perSecond));
  const peak = (of: readonly Rebuilt[]): number => median(of.map(({ peakMegabytes }) => peakMegabytes));
  const ratios = large.map(({ perSecond }, round) => perSecond / (peer[round] ?? NaN));
  const sides = [
    { name: 'ours, 1,000,000 events', perSecond: rate(large) },
    { name: 'ours, 100,000 events', perSecond: rate(small) },
    { name: 'Emmett, batches of 100', perSecond: median(peer) },
    { name: 'Emmett, batches of 1,000', perSecond: largerBatches },
  ];
  return [
    {
      id: 'rebuild',
      title: "rebuild of levels and movements over 1,000,000 events, against Emmett's projection rebuild",
      value: median(ratios),
      unit: '×',
      goal: { atLeast: 50 },
      detail: { sides, rounds: ratios },
    },
    {
      id: 'rebuild-per-event',
      title: 'rebuild: time per event at 1M against 100k',
      value: rate(small) / rate(large),
      unit: '×',
      goal: { atMost: 1 },
      detail: {},
    },
    {
      id: 'rebuild-memory',
      title: "rebuild: the process's peak memory at 1M against 100k",
      value: peak(large) / peak(small),
      unit: '×',
      goal: { atMost: 1.2 },
      detail: { notes: { 'peak at 1M, MB': Math.round(peak(large)), 'peak at 100k, MB': Math.round(peak(small)) } },
    },
  ];
}

async function rebuilds(bench: Bench, events: number, rounds: number): Promise<Rebuilt[]> {
  const done: Rebuilt[] = [];
  await withFilledLog(bench, events, async (platform) => {
    for (let round = 0; round < rounds; round++) {
      await bench.server.settle();
      done.push(await rebuilt(platform, events));
      bench.log(`  ${events.toLocaleString('en')} events: ours ${shownRate(done.at(-1)?.perSecond)}`);
    }
  });
  return done;
}

/** A platform that has folded a log of so many receipts once, and was restarted since. */
async function withFilledLog(
  bench: Bench,
  events: number,
  work: (platform: BenchPlatform) => Promise<void>,
): Promise<void> {
  const database = await bench.server.database();
  let platform = await BenchPlatform.start(database);
  try {
    const log = new PostgresEventLog({ url: database.url, role: ROLES.log });
    const ledger = { tenantId: platform.tenantId, itemIds: ids(ITEMS), locationIds: ids(2) };
    await fill(log, ledger, events);
    await log.close();
    await platform.caughtUp();
    platform = await platform.restart();
    await work(platform);
  } finally {
    await platform.stop();
    await database.drop();
  }
}

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID());

async function rebuilt(platform: BenchPlatform, events: number): Promise<Rebuilt> {
  const operator = platform.process.http.as(await platform.operatorToken());
  const peak = new PeakMemory(platform.process.pid);
  const started = performance.now();
  for (const name of PROJECTIONS) {
    const { status, body } = await operator.post(`ops/projections/${name}/rebuild`, { promote: true });
    if (status !== 200) throw new Error(`rebuild ${name}: ${status} ${JSON.stringify(body)}`);
  }
  await until(REBUILD_MINUTES, async () => {
    const states = await Promise.all(
      PROJECTIONS.map((name) => operator.get<ProjectionStatus>(`ops/projections/${name}`)),
    );
    const stopped = states.find(({ body }) => body.rebuild?.state === 'stopped');
    if (stopped) throw new Error(`the rebuild stopped: ${stopped.body.rebuild?.error}`);
    return states.every(({ body }) => body.rebuild === null || body.rebuild.state === 'promoted');
  });
  return { perSecond: events / ((performance.now() - started) / 1_000), peakMegabytes: peak.stop() };
}

async function emmettRebuild(bench: Bench, batchSize: number): Promise<number> {
  const database = await bench.server.database();
  try {
    await migrateEmmett(database.url);
    await bench.server.settle();
    const events = EMMETT_EVENTS * bench.settings.scale;
    const { warmupSeconds, seconds } = bench.settings;
    const request = { task: 'emmett-rebuild', url: database.url, events, batchSize, warmupSeconds, seconds } as const;
    return (await measureOnce([request])).perSecond;
  } finally {
    await database.drop();
  }
}

const shownRate = (perSecond: number | undefined): string => `${Math.round(perSecond ?? NaN).toLocaleString('en')}/s`;
