import type { ImportProgressed } from '#contracts/imports/import-events';
import { chunkOf, rowsFrom } from './recorded-rows';

const progressed: ImportProgressed = {
  importId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  pass: 'check',
  chunk: 1,
  unchanged: 2,
  slots: 0,
  effects: [
    { record: 201, outcome: 'created', id: null, revision: null, changes: [] },
    { record: 204, outcome: 'changed', id: null, revision: null, changes: [{ field: 'name', from: 'a', to: 'b' }] },
  ],
  faults: [{ record: 203, line: 205, column: 'min', value: 'many', code: 'FORMAT', reason: 'must be a number' }],
};

it('tells what each row of a chunk does; those that the chunk does not name are unchanged', () => {
  const inFile = new Map([[205, { line: 207, values: [] }]]);
  const { items, next } = rowsFrom(202, progressed, { seen: 205, inFile });
  expect(items.map(({ record, outcome }) => [record, outcome])).toEqual([
    [202, 'unchanged'],
    [203, 'bad'],
    [204, 'changed'],
    [205, 'unchanged'],
  ]);
  expect(items[1]).toMatchObject({ line: 205, column: 'min', value: 'many', code: 'FORMAT', changes: [] });
  expect(items[2]).toMatchObject({ changes: [{ field: 'name', from: 'a', to: 'b' }], code: null });
  expect([items[0]?.line, items[3]?.line]).toEqual([null, 207]);
  expect(next).toBeNull();
  expect(rowsFrom(201, progressed, { seen: 300, inFile }).next).toBe(206);
});

it('tells the values of a created row, where the file is there', () => {
  const values = [{ field: 'name', from: null, to: 'Flour' }];
  const inFile = new Map([[201, { line: 203, values }]]);
  expect(rowsFrom(201, progressed, { seen: 205, inFile }).items[0]).toMatchObject({ line: 203, changes: values });
  expect(rowsFrom(201, progressed, { seen: 205, inFile: new Map() }).items[0]).toMatchObject({ changes: [] });
});

it.each([
  [1, 0],
  [200, 0],
  [201, 1],
])('record %d is in chunk %d', (record, chunk) => expect(chunkOf(record)).toBe(chunk));
