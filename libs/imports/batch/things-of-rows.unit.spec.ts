import { Code, Count } from '#contracts/declare/fields';
import { column, declareImport } from '#contracts/declare/import-declaration';
import type { PartsOfThings } from '../import-kind';
import { cellTypeOf } from '../reading/cell-reading';
import type { FileReading } from '../reading/file-reading';
import { importKind } from '../import-kind';
import { ChunkReader } from './chunk-reader';

/** Lists of amounts that must rise. */
const parts: PartsOfThings = {
  by: ['list', 'place'],
  faultOf: (rows) => {
    const at = rows.findIndex(({ amount }, each) => each > 0 && Number(amount) < Number(rows[each - 1]?.['amount']));
    return at === -1 ? undefined : { at, column: 'amount', code: 'RANGE', reason: 'must not fall' };
  },
};
const kind = importKind(
  declareImport({
    name: 'rising',
    service: 'inventory',
    permission: 'inventory.item.manage',
    columns: [
      column('list', Code(), { isCode: true }),
      column('place', Code(), { isCode: true }),
      column('amount', Count({ min: 0, max: 9 }), { isRequired: true }),
    ],
  }),
  { parts, toCommands: () => [], undo: () => undefined },
);
const reading = {
  format: { type: 'csv', encoding: 'utf-8', separator: { character: ',' } },
  headerLine: 0,
  endLine: Number.POSITIVE_INFINITY,
  width: 3,
  rows: 0,
  guesses: [],
  columns: kind.columns.map((each, at) => ({
    at,
    column: each,
    type: cellTypeOf(each.kind),
    numbers: 'point',
    isPlain: false,
    dates: { format: 'ymd', isSaid: false },
    timeZone: 'UTC',
  })),
} as unknown as FileReading;

/** Of each row its fault, or the rows of its thing. */
async function readOf(...lines: readonly string[]) {
  const source = () => Promise.resolve([Buffer.from(lines.join('\n'))]);
  const reader = new ChunkReader(source as never, reading, kind);
  const chunks = [await reader.read(0), await reader.read(1)];
  return chunks
    .flat()
    .map((row) =>
      'fault' in row ? [row.fault.column, row.fault.code] : row.part?.whole.rows.map(({ amount }) => amount),
    );
}
const PART = [null, 'PART_BAD'];

it('rows of one key in any case are one thing, wherever they stand in the file', async () => {
  expect(await readOf('A,,1', 'B,,5', 'a,,2', 'A,X,7')).toEqual([[1, 2], [5], [1, 2], [7]]);
  const filler = Array.from({ length: 200 }, (_, at) => `F${at},,1`);
  const [first, ...more] = await readOf('A,,1', ...filler, 'A,,2');
  expect([first, more.at(-1)]).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

it('a bad row makes the others of its thing bad, and no more', async () => {
  expect(await readOf('A,,1', 'A,,x', 'B,,1')).toEqual([PART, ['amount', 'FORMAT'], [1]]);
  expect(await readOf('A,,1', 'A,,3', 'A,,2', 'B,,1')).toEqual([PART, PART, ['amount', 'RANGE'], [1]]);
});

it('a bad row whose thing cannot be told makes all bad that it may be a part of', async () => {
  expect(await readOf('A,X,1', 'A,Y,1', 'B,X,1', '1E+5,X,2')).toEqual([PART, [1], PART, ['list', 'EXPONENT']]);
  expect(await readOf('A,X,1', 'B,,1', 'A,X,1,2')).toEqual([PART, PART, [null, 'TOO_MANY_CELLS']]);
});
