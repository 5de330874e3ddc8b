import type { Bench, BenchEntry, FigureMeasurement } from '../figure';
import { type Contender, compare, measureAlone } from '../rounds';
import type { BenchDatabase } from '../server';
import { sideOf } from '../side';
import { prepareBareTable } from '../stores/bare-table';
import { migrateEmmett } from '../stores/emmett';
import { migrateOurs } from '../stores/ours';
import type { AppendRequest, CopyRequest, StoreName } from '../tasks/task';

const SMALL = 700;
const LARGE = 10_240;
const STREAMS = 10_000;
const COPY_ROWS = 20_000;

type Shape = Partial<Pick<AppendRequest, 'writers' | 'streams' | 'contention' | 'eventBytes' | 'reads'>> & {
  readonly processes?: number;
};

const UNIFORM = { count: STREAMS, distribution: 'uniform' } as const;
const ZIPF = { count: STREAMS, distribution: 'zipf' } as const;

/** Both logs and the bare table in one database of the run's server. */
async function withDatabase<T>(bench: Bench, work: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const database = await bench.server.database();
  try {
    await migrateOurs(database.url);
    await migrateEmmett(database.url);
    await prepareBareTable(database.superuserUrl, decodeURIComponent(new URL(database.url).username));
    return await work(database);
  } finally {
    await database.drop();
  }
}

function appending(bench: Bench, database: BenchDatabase, store: StoreName, shape: Shape): Contender {
  const { warmupSeconds, seconds, seed } = bench.settings;
  const { processes = 1, ...rest } = shape;
  return {
    name: store === 'bare' ? 'bare INSERT … COMMIT' : store,
    requests: (round) =>
      Array.from({ length: processes }, (_, process) => ({
        task: 'append' as const,
        store,
        url: database.url,
        writers: 64,
        streams: UNIFORM,
        contention: 'race' as const,
        eventBytes: SMALL,
        reads: 0,
        ...rest,
        seed: seed + round * 100 + process,
        warmupSeconds,
        seconds,
      })),
    ...(store === 'bare' && {
      before: () => prepareBareTable(database.superuserUrl, decodeURIComponent(new URL(database.url).username)),
    }),
  };
}

/** Ours against a peer, in one shape of load. */
function against(
  peer: StoreName,
  id: string,
  title: string,
  shape: Shape,
  goal?: FigureMeasurement['goal'],
): BenchEntry {
  return {
    name: id,
    measure: (bench) =>
      withDatabase(bench, async (database) => {
        const { ratio, detail } = await compare(
          bench,
          appending(bench, database, 'ours', shape),
          appending(bench, database, peer, shape),
        );
        return [{ id, title, value: ratio, unit: '×', ...(goal && { goal }), detail }];
      }),
  };
}

/** Four processes of 16 writers against one of 64: the effect of batches that cannot be shared. */
const processes: BenchEntry = {
  name: 'append-4x16',
  measure: (bench) =>
    withDatabase(bench, async (database) => {
      const one = appending(bench, database, 'ours', { writers: 64 });
      const four = appending(bench, database, 'ours', { writers: 16, processes: 4 });
      const { ratio, detail } = await compare(
        bench,
        { ...four, name: '4 processes × 16 writers' },
        { ...one, name: '1 process × 64 writers' },
      );
      const title = 'append, 4 processes × 16 writers, against 1 process × 64';
      return [{ id: 'append-4x16', title, value: ratio, unit: '×', goal: { atLeast: 0.7 }, detail }];
    }),
};

/** The growth of the rate with the writers; for reading, without a goal. */
const writers: BenchEntry = {
  name: 'append-writers',
  measure: (bench) =>
    withDatabase(bench, async (database) => {
      const counts = [1, 4, 16, 64];
      const notes: Record<string, number> = {};
      for (const count of counts) {
        for (const store of ['ours', 'emmett'] as const) {
          const rounds = await measureAlone(bench, appending(bench, database, store, { writers: count }));
          notes[`${store}, ${count} writers`] = Math.round(sideOf(store, rounds).perSecond);
        }
      }
      const value = (notes['ours, 64 writers'] ?? NaN) / (notes['ours, 1 writers'] ?? NaN);
      const title = 'append, from 1 to 64 writers: how much 64 do of one';
      return [{ id: 'append-writers', title, value, unit: '×', detail: { notes } }];
    }),
};

/** The limit of the disk and the indexes: `COPY` of the same rows in transactions of 20,000. */
const copy: BenchEntry = {
  name: 'append-share-of-copy',
  measure: (bench) =>
    withDatabase(bench, async (database) => {
      const { warmupSeconds, seconds, seed } = bench.settings;
      const request: CopyRequest = {
        task: 'copy',
        url: database.url,
        rows: COPY_ROWS,
        eventBytes: SMALL,
        seed,
        warmupSeconds,
        seconds,
      };
      const login = decodeURIComponent(new URL(database.url).username);
      const { ratio, detail } = await compare(bench, appending(bench, database, 'ours', {}), {
        name: 'COPY',
        requests: () => [request],
        before: () => prepareBareTable(database.superuserUrl, login),
      });
      const title = 'append, 64 writers, as a share of COPY of the same rows';
      return [{ id: 'append-share-of-copy', title, value: ratio, unit: '×', detail }];
    }),
};

export const APPEND: readonly BenchEntry[] = [
  against(
    'bare',
    'append-1-writer',
    'append, 1 writer, as a share of the bare commit rate',
    { writers: 1 },
    {
      atLeast: 0.8,
    },
  ),
  against('emmett', 'append-64-uniform', 'append, 64 writers, uniform streams, against Emmett', {}, { atLeast: 10 }),
  against(
    'emmett',
    'append-64-zipf',
    'append, 64 writers, Zipf-hot streams, against Emmett',
    { streams: ZIPF },
    { atLeast: 10 },
  ),
  against('emmett', 'append-64-zipf-turns', 'the same, writers of one stream taking turns in the process', {
    streams: ZIPF,
    contention: 'turns',
  }),
  processes,
  against('emmett', 'append-64-10kb', 'append, 64 writers, 10 KB events, against Emmett', { eventBytes: LARGE }),
  against('emmett', 'append-mixed', 'half reads of 50 events, half appends, 16 loops, against Emmett', {
    writers: 16,
    reads: 0.5,
    streams: { count: 1_000, distribution: 'uniform' },
  }),
  writers,
  copy,
];
