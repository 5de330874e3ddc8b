import { performance } from 'node:perf_hooks';
import type { ImportDetails } from '../../../contracts/imports/import-answers';
import type { Bench, BenchEntry, FigureMeasurement } from '../figure';
import { PeakMemory } from '../peak-memory';
import { BenchPlatform, until } from '../platform';

const ROWS = 100_000;
const MINUTES = 60;

/** Imports of items, and of an opening balance for each of them, from the upload to the end of the import. */
export const IMPORTS: readonly BenchEntry[] = [
  {
    name: 'imports',
    async measure(bench) {
      const rows = Math.max(10, Math.round(ROWS * bench.settings.scale));
      const few = await importedBoth(bench, rows / 10);
      const many = await importedBoth(bench, rows);
      return [
        figureOf('items', many.items),
        figureOf('opening-balances', many.openings),
        {
          id: 'import-memory',
          title: `imports: the process's peak memory at ${rows} rows against ${rows / 10}`,
          value: many.peakMegabytes / few.peakMegabytes,
          unit: '×',
          goal: { atMost: 1.2 },
          detail: {
            notes: {
              'peak at all rows, MB': Math.round(many.peakMegabytes),
              'peak at a tenth of them, MB': Math.round(few.peakMegabytes),
            },
          },
        },
      ];
    },
  },
];

interface ImportedBoth {
  readonly items: Imported;
  readonly openings: Imported;
  readonly peakMegabytes: number;
}

/** On a platform of its own. */
async function importedBoth(bench: Bench, rows: number): Promise<ImportedBoth> {
  const database = await bench.server.database();
  const platform = await BenchPlatform.start(database);
  const each = Array.from({ length: rows }, (_, n) => n);
  try {
    await platform.create('locations', { code: 'MAIN', name: 'Main' });
    const peak = new PeakMemory(platform.process.pid);
    const items = ['itemNumber,name,unit', ...each.map((n) => `I-${n},Item ${n},kg`)];
    const openings = [
      'itemNumber,location,quantity,unitCost,date',
      ...each.map((n) => `I-${n},MAIN,${(n % 900) + 1},2.5,2026-01-01`),
    ];
    return {
      items: await imported(bench, platform, { kind: 'items', lines: items }),
      openings: await imported(bench, platform, { kind: 'opening-balances', lines: openings }),
      peakMegabytes: peak.stop(),
    };
  } finally {
    await platform.stop();
    await database.drop();
  }
}

interface File {
  readonly kind: string;
  readonly lines: readonly string[];
}

interface Imported {
  readonly rows: number;
  /** From the upload to the end of the import. */
  readonly seconds: number;
  /** From then on, until every read model shows what was imported. */
  readonly shownAfter: number;
}

async function imported(bench: Bench, platform: BenchPlatform, { kind, lines }: File): Promise<Imported> {
  const rows = lines.length - 1;
  const form = new FormData();
  form.append('mode', 'skip_bad');
  form.append('file', new Blob([lines.join('\n')]), `${kind}.csv`);
  // A token lasts for 15 minutes.
  const client = async () => platform.process.http.as(await platform.token());
  const began = performance.now();
  const { status, body } = await (await client()).upload<{ id: string }>(`${kind}/import`, form);
  if (status !== 202) throw new Error(`${kind}: ${status} ${JSON.stringify(body)}`);
  let last: ImportDetails | undefined;
  let asked = await client();
  let askedSince = performance.now();
  await until(MINUTES, async () => {
    if (performance.now() - askedSince > 600_000) [asked, askedSince] = [await client(), performance.now()];
    const answer = await asked.get<ImportDetails>(`imports/${body.id}`);
    if (answer.status === 200) last = answer.body;
    return last !== undefined && last.status !== 'reading' && last.status !== 'running';
  });
  const ended = performance.now();
  const seconds = (ended - began) / 1_000;
  if (last?.status !== 'done' || last.created !== rows) throw new Error(`${kind}: ${JSON.stringify(last)}`);
  await platform.caughtUp();
  const shownAfter = (performance.now() - ended) / 1_000;
  bench.log(`${kind}: ${rows} rows in ${seconds.toFixed(1)} s, shown ${shownAfter.toFixed(1)} s later`);
  return { rows, seconds, shownAfter };
}

function figureOf(kind: string, { rows, seconds, shownAfter }: Imported): FigureMeasurement {
  return {
    id: `import-${kind}`,
    title: `import of ${rows} ${kind}`,
    value: rows / seconds,
    unit: 'rows/s',
    goal: { atLeast: 2_000 },
    detail: { notes: { rows, seconds: Math.round(seconds), 'shown after, s': Math.round(shownAfter) } },
  };
}
