import { performance } from 'node:perf_hooks';
import type { ImportDetails } from '../../../contracts/imports/import-answers';
import type { Bench, BenchEntry, FigureMeasurement } from '../figure';
import { BenchPlatform, until } from '../platform';

const ROWS = 100_000;
const MINUTES = 60;

/** Imports of items, and of an opening balance for each of them, from the upload to the end of the import. */
export const IMPORTS: readonly BenchEntry[] = [
  {
    name: 'imports',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database);
      const rows = Math.max(1, Math.round(ROWS * bench.settings.scale));
      const each = Array.from({ length: rows }, (_, n) => n);
      try {
        await platform.create('locations', { code: 'MAIN', name: 'Main' });
        const items = ['itemNumber,name,unit', ...each.map((n) => `I-${n},Item ${n},kg`)];
        const openings = [
          'itemNumber,location,quantity,unitCost,date',
          ...each.map((n) => `I-${n},MAIN,${(n % 900) + 1},2.5,2026-01-01`),
        ];
        return [
          await imported(bench, platform, { kind: 'items', lines: items }),
          await imported(bench, platform, { kind: 'opening-balances', lines: openings }),
        ];
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];

interface File {
  readonly kind: string;
  readonly lines: readonly string[];
}

async function imported(bench: Bench, platform: BenchPlatform, { kind, lines }: File): Promise<FigureMeasurement> {
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
  const seconds = (performance.now() - began) / 1_000;
  if (last?.status !== 'done' || last.created !== rows) throw new Error(`${kind}: ${JSON.stringify(last)}`);
  bench.log(`${kind}: ${rows} rows in ${seconds.toFixed(1)} s`);
  return {
    id: `import-${kind}`,
    title: `import of ${rows} ${kind}`,
    value: rows / seconds,
    unit: 'rows/s',
    goal: { atLeast: 2_000 },
    detail: { notes: { rows, seconds: Math.round(seconds) } },
  };
}
