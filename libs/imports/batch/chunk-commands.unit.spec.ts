import { randomUUID } from 'node:crypto';
import { Created } from '#contracts/created';
import { Command } from '#contracts/declare/contract';
import { Code, Count, List, Nested, Quantity } from '#contracts/declare/fields';
import { column, declareImport } from '#contracts/declare/import-declaration';
import { DomainError } from '#contracts/errors';
import { rowDone } from '#contracts/imports/rows-done';
import { foldedText } from '#contracts/values/text-folding';
import type { CommandContext } from '#libs/identity';
import { importKind, type ExistingRow } from '../import-kind';
import type { ImportParts } from '../import-parts';
import { checkPlans, runPlans } from './chunk-commands';
import { planChunk } from './chunk-plan';
import type { ChunkRow } from './chunk-reader';
import { findNamedRows } from './named-rows';
import { undoChunk } from './undo-chunk';

class Reading {
  @Code() place!: string;
  @Quantity() amount!: string;
}

@Command({
  subject: 'inventory.record-readings',
  permission: 'service',
  status: 200,
  summary: 'Record the readings of a line',
  answers: Created,
})
class RecordReadings {
  @Code() line!: string;
  @List(Nested(() => Reading), { max: 500 }) readings!: readonly Reading[];
  @Count({ min: 0, max: 9, optional: true }) more?: number;
}

/** The readings of one line go into one stream, so they are one command. */
const kind = importKind(
  declareImport({
    name: 'readings',
    service: 'inventory',
    permission: 'inventory.item.manage',
    columns: [
      column('line', Code(), { isRequired: true }),
      column('place', Code(), { isRequired: true }),
      column('amount', Quantity()),
    ],
  }),
  {
    references: { line: { row: class Line {}, id: 'id', projection: 'lines', key: 'codeKey', fold: foldedText } },
    existing: {
      row: class Kept {},
      id: 'id',
      projection: 'readings',
      key: 'identity',
      fold: (text) => text,
      by: ['line', 'place'],
      keyOf: ({ place }, { line }) => `${line?.['id'] as string}/${place as string}`,
      valuesOf: ({ kept }) => ({ amount: kept }),
    },
    toCommands: (rows) =>
      [...new Set(rows.map(({ references }) => references['line']?.['id'] as string))].map((line) => {
        const own = rows.filter(({ references }) => references['line']?.['id'] === line);
        const readings = own.map(({ values: { place, amount } }) => ({ place, amount }));
        const records = own.map(({ record }) => record);
        return { contract: RecordReadings, payload: { line, readings }, records, lane: line, list: 'readings' };
      }),
    undo: () => undefined,
  },
);

const row = (record: number, line: string, place: string, amount: string): ChunkRow => ({
  record,
  line: record + 1,
  values: { line, place, amount },
  followsNeeded: false,
  followsSupply: false,
});

const TABLES: Readonly<Record<string, readonly ExistingRow[]>> = {
  codeKey: [{ id: 'L1', codeKey: foldedText('a') }],
  identity: [
    { identity: 'L1/1', kept: '1.000' },
    { identity: 'L1/2', kept: '2.000' },
  ],
};

const reads = {
  query: (_tenant: string, work: (manager: never) => unknown) =>
    work({
      findBy: (_row: unknown, where: object) => Promise.resolve(TABLES[Object.keys(where)[1] as string] ?? []),
    } as never),
} as unknown as ImportParts['reads'];

async function planned() {
  const rows = [
    row(1, 'A', '1', '1.000'),
    row(2, 'a', '2', '5.000'),
    row(3, 'A', '3', '3.000'),
    row(4, 'A', '4', '4.000'),
  ];
  return planChunk(
    { chunk: 0, pass: 'run', importId: 'import' },
    rows,
    kind,
    await findNamedRows(rows, kind, randomUUID(), { reads }),
  );
}

const contextOf = (name: string) => ({ commandId: name }) as CommandContext;
const { signal } = new AbortController();

it('finds what several columns identify, one of them by what it names', async () => {
  const { unchanged, commands } = await planned();
  expect(unchanged).toBe(1);
  expect(commands).toMatchObject([
    { payload: { line: 'L1', readings: [{ place: '2' }, { place: '3' }, { place: '4' }] } },
  ]);
  expect(commands[0]?.rows).toMatchObject([
    { record: 2, outcome: 'changed', changes: [{ field: 'amount', from: '2.000', to: '5.000' }] },
    { record: 3, outcome: 'created' },
    { record: 4, outcome: 'created' },
  ]);
});

describe('a command of several rows', () => {
  const id = (n: number) => `0197a3c4-5d6e-7f80-9a1b-2c3d4e5f607${n}`;

  it('has an outcome for each of them', async () => {
    const rows = [
      { id: id(2), outcome: 'unchanged' as const },
      { id: id(3) },
      { id: id(4), outcome: 'changed' as const },
    ];
    const execute = () => Promise.resolve({ answer: { id: id(1), revision: 7, rows } });
    const [result] = await runPlans([await planned()], { execute }, contextOf, signal);
    expect(result?.unchanged).toBe(2);
    expect(result?.effects.map(({ record, id: made, revision }) => [record, made, revision])).toEqual([
      [3, id(3), 7],
      [4, id(4), 7],
    ]);
  });

  it('is carried out row by row once it is refused, so that one bad row keeps no other out', async () => {
    const sent: [string, number][] = [];
    const decide = (payload: object, { commandId }: CommandContext) => {
      const { readings } = payload as RecordReadings;
      sent.push([commandId, readings.length]);
      const at = readings.findIndex(({ place }) => place === '3');
      if (at < 0) return;
      const fault = { pointer: `/readings/${at}/amount`, code: 'RANGE', message: 'is too much' };
      throw new DomainError('VALIDATION_FAILED', 'No', {}, [fault]);
    };
    const execute = async (_: unknown, payload: object, context: CommandContext) => {
      await Promise.resolve(decide(payload, context));
      return { answer: { id: id(1), revision: 7 } };
    };
    const [result] = await runPlans([await planned()], { execute }, contextOf, signal);
    expect(sent).toEqual([
      ['row/2+2', 3],
      ['row/2', 1],
      ['row/3', 1],
      ['row/4', 1],
    ]);
    expect(result?.effects.map(({ record }) => record)).toEqual([2, 4]);
    expect(result?.faults).toEqual([
      { record: 3, line: 4, column: 'amount', value: '3.000', code: 'RANGE', reason: 'is too much' },
    ]);
    const check = async (_: unknown, payload: object, context: CommandContext) => {
      await Promise.resolve(decide(payload, context));
      return { outcome: 'changed' as const };
    };
    const [checked] = await checkPlans([await planned()], { check }, contextOf, { signal, slotsTaken: 0 });
    expect(checked).toMatchObject({ unchanged: 1, effects: [{ record: 2 }, { record: 4 }], faults: [{ record: 3 }] });
  });

  it('whose answer tells of each of them is carried out once, also where one is bad', async () => {
    const changes = [{ field: 'amount', from: '3.000', to: '4.000' }];
    const bad = { outcome: 'bad' as const, column: 'amount', code: 'RANGE', reason: 'is too much' };
    const rows = [
      rowDone('unchanged'),
      { ...rowDone('unchanged'), ...bad },
      rowDone('changed', { id: id(4), changes }),
    ];
    let sent = 0;
    const answer = () => {
      sent++;
      return Promise.resolve({ rows });
    };
    const execute = async () => ({ answer: await answer() });
    const [result] = await runPlans([await planned()], { execute }, contextOf, signal);
    const [checked] = await checkPlans([await planned()], { check: answer }, contextOf, {
      signal,
      slotsTaken: 0,
    });
    const faults = [{ record: 3, line: 4, column: 'amount', value: '3.000', code: 'RANGE', reason: 'is too much' }];
    const effect = { record: 4, outcome: 'changed', changes };
    expect(result).toMatchObject({ unchanged: 2, faults, effects: [{ ...effect, id: id(4) }] });
    expect(checked).toMatchObject({ unchanged: 2, faults, effects: [{ ...effect, id: null }] });
    expect(sent).toBe(2);
  });
});

it.each([
  ['of one row', 1, 256],
  ['of 200 rows', 200, 3],
])('so many commands %s are under way at once as are worth a joined statement', async (_, rows, expected) => {
  let [underWay, most] = [0, 0];
  const execute = async () => {
    most = Math.max(most, ++underWay);
    await new Promise(setImmediate);
    underWay--;
    return { answer: { id: randomUUID(), revision: 0 } };
  };
  const commands = Array.from({ length: 1_000 / Math.max(rows / 20, 1) }, (__, at) => ({
    contract: Reading,
    payload: { place: `P-${at}`, amount: '1.000' },
    rows: Array.from({ length: rows }, (___, of) => ({ record: at * rows + of + 1, line: 1, changes: [] })),
  }));
  await runPlans([{ chunk: 0, unchanged: 0, faults: [], commands }], { execute }, contextOf, signal);
  expect(most).toBe(expected);
});

it('rows that are undone together are kept where the answer says that one was not', async () => {
  const id = randomUUID();
  const effects = [1, 2].map((record) => ({ record, outcome: 'created', id, revision: 1, changes: [] }));
  const progressed = { type: 'ImportProgressed', data: { effects } };
  const log = {
    async *readStream() {
      yield await Promise.resolve(progressed);
    },
  };
  const answer = { rows: [rowDone('changed'), { ...rowDone('unchanged'), outcome: 'bad', code: 'CONFLICT' }] };
  const execute = (_: unknown, { place }: { place: string }, { commandId }: CommandContext) => {
    expect([place, commandId]).toEqual(['P-1', 'undo/row/1+1']);
    return Promise.resolve({ answer });
  };
  const undoing = {
    ...kind,
    undoRows: () => [{ contract: Reading, payload: { place: 'P-1', amount: '1' }, records: [1, 2] }],
  };
  const parts = { log, codec: { decode: (read: unknown[]) => read }, execute } as never;
  const job = { tenantId: randomUUID(), id: randomUUID() } as never;
  const undone = await undoChunk(3, job, parts, { kind: undoing, contextOf, signal });
  expect(undone).toEqual({ undone: 1, kept: [{ record: 2, id, code: 'CONFLICT' }] });
});
