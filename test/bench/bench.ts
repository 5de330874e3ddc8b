import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Bench, type FigureMeasurement, type Settings, figureOf } from './figure';
import { APPEND } from './figures/append';
import { CALENDAR_FEED } from './figures/calendar-feed';
import { ENTRY_LIVE } from './figures/entry-live';
import { IMPORTS } from './figures/imports';
import { JOBS_AT_NINE } from './figures/jobs-at-nine';
import { KPI_EDITS } from './figures/kpi-edits';
import { KPI_INPUT_EDITS } from './figures/kpi-input-edits';
import { KPIS_FIGURES } from './figures/kpis';
import { LEAVE } from './figures/leave';
import { INBOX } from './figures/inbox';
import { LEDGER } from './figures/ledger';
import { LEDGER_USAGE } from './figures/ledger-usage';
import { MANY } from './figures/many';
import { ONBOARDING } from './figures/onboarding';
import { BUS } from './figures/bus';
import { PRODUCTION_IMPORT } from './figures/production-import';
import { RECEIPTS } from './figures/receipts';
import { RECONCILIATION } from './figures/reconciliation';
import { REBUILD } from './figures/rebuild';
import { KPI_REPORT } from './figures/kpi-report';
import { SIGN_IN_TIMING } from './figures/sign-in-timing';
import { STREAM_LENGTH } from './figures/stream-length';
import { VISIBLE } from './figures/visible';
import { START_FIGURES } from './figures/start';
import { WEBHOOKS } from './figures/webhooks';
import { listenForInterruption } from './interruption';
import { describeMachine } from './machine';
import { document, table } from './report';
import { DurableServer } from './server';

const ENTRIES = [
  ...APPEND,
  ...REBUILD,
  ...VISIBLE,
  ...MANY,
  ...RECEIPTS,
  ...STREAM_LENGTH,
  ...LEDGER,
  ...LEDGER_USAGE,
  ...IMPORTS,
  ...PRODUCTION_IMPORT,
  ...WEBHOOKS,
  ...ONBOARDING,
  ...RECONCILIATION,
  ...LEAVE,
  ...JOBS_AT_NINE,
  ...START_FIGURES,
  ...BUS,
  ...SIGN_IN_TIMING,
  ...INBOX,
  ...CALENDAR_FEED,
  ...KPIS_FIGURES,
  ...KPI_EDITS,
  ...KPI_INPUT_EDITS,
  ...ENTRY_LIVE,
  ...KPI_REPORT,
];

const USAGE = `npm run bench -- [--only NAME]… [--json] [--write] [--rounds N] [--seconds N] [--scale N] [--seed N] [--list]

  --only     these figures alone; a name or the beginning of one
  --json     prints { "figures": [{ "id", "value", "unit", "goal", "met", "detail" }] } and nothing else
  --write    writes docs/benchmarks.md
  --rounds   of each side (5)
  --seconds  that each side runs in a round (4)
  --scale    of the data sets; 1 is what the goals are stated for (1)
  --list     names the figures`;

function settingsOf(values: Readonly<Record<string, unknown>>): Settings {
  const number = (name: string, otherwise: number): number => {
    const value = Number(values[name] ?? otherwise);
    if (!(value > 0)) throw new TypeError(`--${name} takes a number above 0`);
    return value;
  };
  return {
    rounds: number('rounds', 5),
    seconds: number('seconds', 4),
    warmupSeconds: 1,
    scale: number('scale', 1),
    seed: number('seed', 20_260_101),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      scale: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.list) return console.log(ENTRIES.map(({ name }) => name).join('\n'));
  const settings = settingsOf(values);
  const chosen = ENTRIES.filter(
    ({ name }) => values.only.length === 0 || values.only.some((only) => name.startsWith(only)),
  );
  if (chosen.length === 0) throw new TypeError(`no figure is named ${values.only.join(', ')}; --list names them`);

  const { measurements, postgres } = await run(chosen, settings);
  if (values.json) console.log(JSON.stringify({ figures: measurements.map(figureOf) }, null, 2));
  else console.log(`\n${table(measurements)}`);
  if (values.write) {
    const text = document(measurements, describeMachine(postgres), new Date().toISOString().slice(0, 10));
    await writeFile(join(__dirname, '../../docs/benchmarks.md'), text);
  }
}

async function run(entries: typeof ENTRIES, settings: Settings) {
  listenForInterruption();
  const server = await DurableServer.start();
  const bench: Bench = { settings, server, log: (line) => console.error(line) };
  const measurements: FigureMeasurement[] = [];
  try {
    for (const entry of entries) {
      bench.log(entry.name);
      measurements.push(...(await entry.measure(bench)));
    }
    return { measurements, postgres: await server.version() };
  } finally {
    await server.stop();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof TypeError ? error.message : error);
  process.exitCode = 1;
});
