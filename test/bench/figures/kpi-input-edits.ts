import type { HttpClient } from '../../../libs/testing/http-client';
import type { BenchEntry, FigureMeasurement } from '../figure';
import { BenchPlatform } from '../platform';
import { timed } from './kpi-edits';

const EDITS = 500;
const BATCHES = 20;
const UNLIMITED = {
  RATE_LIMIT_PER_MINUTE: '1000000',
  RATE_LIMIT_USER_PER_MINUTE: '1000000',
  RATE_LIMIT_ORGANIZATION_PER_MINUTE: '1000000',
};

type Values = Readonly<Record<string, unknown>>;

/** An input: its path, how its things are made, and the field that the batches change. */
interface Input {
  readonly path: string;
  readonly make: (n: number) => Values;
  readonly change: (n: number) => Values;
}

/** Grid batches of the inputs beside production entries, each of as many things as a batch has edits. */
export const KPI_INPUT_EDITS: readonly BenchEntry[] = [
  {
    name: 'kpi-input-edits',
    async measure(bench) {
      const database = await bench.server.database();
      const platform = await BenchPlatform.start(database, UNLIMITED);
      try {
        const client = platform.process.http.as(await platform.token());
        const { id: lineId } = await posted<Made>(client, 'lines', { code: 'L1', name: 'Filler' });
        const employee = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2020-01-01' };
        const { id: employeeId } = await posted<Made>(client, 'employees', employee);
        const figures: FigureMeasurement[] = [];
        for (const input of inputs(lineId, employeeId)) figures.push(await measured(input, client, platform));
        return figures;
      } finally {
        await platform.stop();
        await database.drop();
      }
    },
  },
];

const HOUR_MS = 3_600_000;
/** Every four hours from 2024 on. */
const moment = (n: number, afterMs = 0) => new Date(Date.UTC(2024, 0, 1) + n * 4 * HOUR_MS + afterMs).toISOString();

function inputs(lineId: string, employeeId: string): readonly Input[] {
  return [
    {
      path: 'downtimes',
      make: (n) => ({ lineId, from: moment(n), to: moment(n, HOUR_MS) }),
      change: (n) => ({ note: `Seen ${n} times` }),
    },
    {
      path: 'inspections',
      make: (n) => ({ lineId, product: 'P-1', step: 'Test', at: moment(n), inspected: '1.000' }),
      change: (n) => ({ inspected: `${n + 2}.000` }),
    },
    {
      path: 'deliveries',
      make: (n) => ({ order: `SO-${1_000 + n}`, firstPromisedOn: '2025-03-01', ordered: '1.000' }),
      change: (n) => ({ ordered: `${n + 2}.000` }),
    },
    {
      path: 'attendance',
      make: (n) => ({
        employeeId,
        date: moment(6 * n).slice(0, 10),
        scheduledHours: '8.000',
        absentHours: '0.000',
        kind: 'other',
      }),
      change: (n) => ({ scheduledHours: `8.${n + 100}` }),
    },
    {
      path: 'wip',
      make: (n) => ({ job: `J-${n}`, product: 'P-1', startedAt: moment(n) }),
      change: (n) => ({ product: `P-${n + 2}` }),
    },
  ];
}

async function measured(
  { path, make, change }: Input,
  client: HttpClient,
  platform: BenchPlatform,
): Promise<FigureMeasurement> {
  const batch = async (edits: readonly Values[], expected: string) => {
    const { results } = await posted<Batch>(client, `${path}/batch`, { edits });
    const other = results.find(({ outcome }) => outcome !== expected);
    if (other) throw new Error(`${path}: ${JSON.stringify(other)}`);
    return results.map(({ id }) => id);
  };
  const numbers = Array.from({ length: EDITS }, (_, n) => n);
  const ids = await batch(
    numbers.map((n) => ({ op: 'create', ...make(n) })),
    'created',
  );
  await platform.caughtUp();
  const value = await timed(BATCHES, async (n) => {
    await batch(
      ids.map((id) => ({ op: 'change', id, ...change(n) })),
      'changed',
    );
  });
  return {
    id: `kpi-edits-${path}`,
    title: `a grid batch of ${EDITS} edits of ${path}: p95`,
    value,
    unit: 'ms',
    goal: { atMost: 500 },
    detail: { notes: {} },
  };
}

interface Made {
  readonly id: string;
}

interface Batch {
  readonly results: readonly { readonly id: string | null; readonly outcome: string }[];
}

async function posted<Answer>(client: HttpClient, path: string, command: object): Promise<Answer> {
  const { status, body } = await client.post<Answer>(path, command);
  if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
  return body;
}
