import { randomUUID } from 'node:crypto';
import { eventLogMigrations } from '../../../libs/event-log';
import { eventSourcingMigrations } from '../../../libs/event-sourcing';
import { projectionMigrations } from '../../../libs/projections';
import { migrate } from '../../../libs/read-models';
import type { Bench, BenchEntry, Side } from '../figure';
import { median } from '../random';
import { type Round, measureOnce, sideOf } from '../side';
import type { ManyRequest, VisibleRequest } from '../tasks/task';

const PER_SECOND = 1_000;
/** Besides the load's own warm-up, which the folding process is measured through. */
const SETTLE_SECONDS = 3;

/** As the platform has today, and as it is to hold. */
const FEW = { name: '9 projections, 3 reactors', projections: 9, reactors: 3 } as const;
const MANY_OF_THEM = { name: '80 projections, 20 reactors', projections: 80, reactors: 20 } as const;
type Size = typeof FEW | typeof MANY_OF_THEM;

interface Measured {
  readonly idle: Round;
  readonly busy: Round;
  readonly visible: Round;
}

/** One process with as many projections and reactors as a grown platform has: idle, and under a load that few fold. */
export const MANY: readonly BenchEntry[] = [
  {
    name: 'many',
    async measure(bench) {
      const rounds: { readonly few: Measured; readonly many: Measured }[] = [];
      for (let round = 0; round < bench.settings.rounds; round++) {
        const few = await measureSize(bench, FEW);
        rounds.push({ few, many: await measureSize(bench, MANY_OF_THEM) });
      }
      const few = visibleSide(
        FEW,
        rounds.map((round) => round.few),
      );
      const many = visibleSide(
        MANY_OF_THEM,
        rounds.map((round) => round.many),
      );
      const ratio = (many.latency?.p99 ?? NaN) / (few.latency?.p99 ?? NaN);
      const idle = rounds.map((round) => round.many.idle);
      return [
        {
          id: 'many-idle-cpu',
          title: `${MANY_OF_THEM.name} in one process, idle: share of a core`,
          value: 100 * median(idle.map(cpuOf)),
          unit: '%',
          goal: { atMost: 2 },
          detail: { notes: { [`${FEW.name}, %`]: percent(rounds.map(({ few: { idle: of } }) => cpuOf(of))) } },
        },
        {
          id: 'many-idle-statements',
          title: `${MANY_OF_THEM.name} in one process, idle: statements`,
          value: median(idle.map(({ perSecond }) => perSecond)),
          unit: '/s',
          goal: { atMost: 5 },
          detail: {},
        },
        {
          id: 'many-visible-p99',
          title: `append → visible at ${PER_SECOND.toLocaleString('en')} events/s, ${MANY_OF_THEM.name} against ${FEW.name}: p99`,
          value: ratio,
          unit: '×',
          goal: { atMost: 1.3 },
          detail: {
            sides: [few, many],
            notes: {
              [`${FEW.name}, cores under the load, %`]: percent(rounds.map(({ few: { busy } }) => cpuOf(busy))),
              [`${MANY_OF_THEM.name}, cores under the load, %`]: percent(
                rounds.map(({ many: { busy } }) => cpuOf(busy)),
              ),
            },
          },
        },
      ];
    },
  },
];

async function measureSize(bench: Bench, size: Size): Promise<Measured> {
  const { warmupSeconds, seconds } = bench.settings;
  const database = await bench.server.database();
  try {
    await migrate(database.url, {
      migrations: [...eventLogMigrations, ...eventSourcingMigrations, ...projectionMigrations] as never,
      services: [{ name: 'bench' }],
    });
    const { name, ...counts } = size;
    const host: ManyRequest = { task: 'many', url: database.url, ...counts, warmupSeconds: SETTLE_SECONDS, seconds };
    const load: VisibleRequest = {
      task: 'visible',
      load: 'many',
      url: database.url,
      tenantId: randomUUID(),
      perSecond: PER_SECOND,
      warmupSeconds,
      seconds,
    };
    // An idle process has a log behind it: events that most of its projections passed over.
    await measureOnce([
      { ...host, seconds: 1 + 2 + SETTLE_SECONDS },
      { ...load, warmupSeconds: 1, seconds: 2 },
    ]);
    const idle = await measureOnce([{ ...host, seconds: 2 * seconds }]);
    await bench.server.settle();
    const [busy, visible] = await apart([{ ...host, seconds: warmupSeconds + seconds + 1 }, load]);
    bench.log(
      `  ${name}: idle ${percent([cpuOf(idle)])} % and ${idle.perSecond.toFixed(1)} statements/s, ` +
        `p99 ${sideOf(name, [visible]).latency?.p99.toFixed(1)} ms at ${percent([cpuOf(busy)])} %`,
    );
    return { idle, busy, visible };
  } finally {
    await database.drop();
  }
}

/** The rounds of two processes that ran together. */
async function apart(requests: readonly [ManyRequest, VisibleRequest]): Promise<[Round, Round]> {
  const { runs } = await measureOnce(requests);
  return [roundOf(runs[0]), roundOf(runs[1])];
}

function roundOf(run: Round['runs'][number] | undefined): Round {
  if (!run) throw new Error('a process measured nothing');
  return { perSecond: run.operations / run.seconds, runs: [run] };
}

function visibleSide({ name }: Size, measured: readonly Measured[]): Side {
  return sideOf(
    `append → row, ${name}`,
    measured.map(({ visible }) => visible),
  );
}

function cpuOf({ runs }: Round): number {
  return median(runs.map(({ cpuSeconds, wallSeconds }) => cpuSeconds / wallSeconds));
}

function percent(shares: readonly number[]): string {
  return shares.map((share) => (100 * share).toFixed(1)).join(', ');
}
