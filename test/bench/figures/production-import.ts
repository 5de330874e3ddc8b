import { performance } from 'node:perf_hooks';
import type { ImportDetails } from '../../../contracts/imports/import-answers';
import type { Bench, BenchEntry, FigureMeasurement } from '../figure';
import { PeakMemory } from '../peak-memory';
import { BenchPlatform, until } from '../platform';

const ROWS = 100_000;
const MINUTES = 30;
const LINES = 20;
const SHIFTS = ['Early', 'Late', 'Night'];
const PRODUCTS = 4;

/** A file of production: its dry run and its run, each from the request to the end. */
export const PRODUCTION_IMPORT: readonly BenchEntry[] = [
  {
    name: 'production-import',
    async measure(bench) {
      const rows = Math.max(100, Math.round(ROWS * bench.settings.scale));
      const few = await uploaded(bench, rows / 10);
      const many = await uploaded(bench, rows);
      return [
        secondsOf('dry-run', 'dry run', many, many.dryRunSeconds),
        secondsOf('run', 'run', many, many.runSeconds),
        {
          id: 'production-import-rate',
          title: `rows of production, of the slower of both`,
          value: rows / Math.max(many.dryRunSeconds, many.runSeconds),
          unit: 'rows/s',
          goal: { atLeast: 5_000 },
          detail: { notes: {} },
        },
        {
          id: 'production-import-memory',
          title: `the process's peak memory at ${rows} rows of production against ${rows / 10}`,
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

interface Uploaded {
  readonly rows: number;
  readonly dryRunSeconds: number;
  readonly runSeconds: number;
  /** From the end of the run, until every read model shows what was imported. */
  readonly shownAfter: number;
  readonly peakMegabytes: number;
}

/** On a platform of its own. */
async function uploaded(bench: Bench, rows: number): Promise<Uploaded> {
  const database = await bench.server.database();
  const platform = await BenchPlatform.start(database);
  try {
    for (let line = 0; line < LINES; line++) await platform.create('lines', { code: `L${line}`, name: `Line ${line}` });
    await platform.create('shift-calendars', { validFrom: '2020-01-01', shifts: SHIFTS.map(shiftOf) });
    const peak = new PeakMemory(platform.process.pid);
    const form = new FormData();
    form.append('mode', 'skip_bad');
    form.append('dryRun', 'true');
    form.append('file', new Blob([fileOf(rows)]), 'production.csv');
    const client = platform.process.http.as(await platform.token());
    let began = performance.now();
    const { status, body } = await client.upload<{ id: string }>('production/csv-upload', form);
    if (status !== 202) throw new Error(`${status} ${JSON.stringify(body)}`);
    await endOf(platform, body.id, { status: 'dry_run', created: rows });
    const dryRunSeconds = (performance.now() - began) / 1_000;
    began = performance.now();
    const asked = await platform.process.http.as(await platform.token()).post(`imports/${body.id}/run`);
    if (asked.status !== 202) throw new Error(`run: ${asked.status} ${JSON.stringify(asked.body)}`);
    await endOf(platform, body.id, { status: 'done', created: rows });
    const ended = performance.now();
    const runSeconds = (ended - began) / 1_000;
    await platform.caughtUp();
    const shownAfter = (performance.now() - ended) / 1_000;
    bench.log(
      `${rows} rows: ${dryRunSeconds.toFixed(1)} s, ${runSeconds.toFixed(1)} s, shown ${shownAfter.toFixed(1)} s later`,
    );
    return { rows, dryRunSeconds, runSeconds, shownAfter, peakMegabytes: peak.stop() };
  } finally {
    await platform.stop();
    await database.drop();
  }
}

function shiftOf(name: string, at: number) {
  const clock = (hour: number) => `${String(hour % 24).padStart(2, '0')}:00`;
  return { name, weekdays: [1, 2, 3, 4, 5, 6, 7], start: clock(6 + 8 * at), end: clock(14 + 8 * at) };
}

/** By date, line, shift and product, as a system of record would write it. */
function fileOf(rows: number): string {
  const lines = ['line,date,shift,product,good,scrap,order'];
  for (let n = 0; n < rows; n++) {
    const [product, shift] = [n % PRODUCTS, Math.floor(n / PRODUCTS) % SHIFTS.length];
    const line = Math.floor(n / (PRODUCTS * SHIFTS.length)) % LINES;
    const day = Math.floor(n / (PRODUCTS * SHIFTS.length * LINES));
    const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10);
    lines.push(`L${line},${date},${SHIFTS[shift]},P-${product},${(n % 900) + 1},${n % 7},O-${day}`);
  }
  return lines.join('\n');
}

async function endOf(
  platform: BenchPlatform,
  id: string,
  expected: Pick<ImportDetails, 'status' | 'created'>,
): Promise<void> {
  let last: ImportDetails | undefined;
  let client = platform.process.http.as(await platform.token());
  let since = performance.now();
  await until(MINUTES, async () => {
    // A token lasts for 15 minutes.
    if (performance.now() - since > 600_000) {
      client = platform.process.http.as(await platform.token());
      since = performance.now();
    }
    const answer = await client.get<ImportDetails>(`imports/${id}`);
    if (answer.status === 200) last = answer.body;
    return last !== undefined && last.status !== 'reading' && last.status !== 'running';
  });
  if (last?.status !== expected.status || last.created !== expected.created) throw new Error(JSON.stringify(last));
}

function secondsOf(id: string, what: string, { rows, shownAfter }: Uploaded, value: number): FigureMeasurement {
  return {
    id: `production-import-${id}`,
    title: `${what} of a file of ${rows} rows of production`,
    value,
    unit: 's',
    goal: { atMost: (20 * rows) / ROWS },
    detail: { notes: { rows, 'shown after the run, s': Math.round(shownAfter) } },
  };
}
