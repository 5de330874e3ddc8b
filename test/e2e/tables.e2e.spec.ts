import { csvRows } from '#libs/testing/csv-rows';
import { eventually } from '#libs/testing/eventually';
import { created, organizationOn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';

type Row = Record<string, unknown>;

const opsledger = sharedPlatform();
let organization: TestOrganization;
let itemId: string;

/** More than one page. */
const ITEMS = 230;

beforeAll(async () => {
  organization = await organizationOn(opsledger);
  const { admin } = organization;
  const shelf = await created(admin.post('locations', { code: 'SHELF', name: '=1+1' }));
  const item = await created(admin.post('items', { itemNumber: 'A-1', name: 'Flour, "type 550"', unit: 'kg' }));
  itemId = item.id;
  await created(
    admin.post(`items/${item.id}/receipts`, {
      locationId: shelf.id,
      quantity: '10',
      unitCost: '2',
      note: '@SUM(A1)',
    }),
  );
  await created(admin.post(`items/${item.id}/usages`, { locationId: shelf.id, quantity: '5', note: 'two\nlines' }));
  for (let from = 2; from <= ITEMS; from += 23) {
    const numbers = Array.from({ length: Math.min(23, ITEMS + 1 - from) }, (_, n) => from + n);
    await Promise.all(
      numbers.map((n) => created(admin.post('items', { itemNumber: `A-${n}`, name: `Item ${n}`, unit: 'pcs' }))),
    );
  }
});

async function table(path: string, as = organization.admin): Promise<Record<string, string>[]> {
  const { status, headers, body } = await as.with({ accept: 'text/csv' }).get<string>(path);
  expect({ status, type: headers.get('content-type') }).toEqual({
    status: 200,
    type: 'text/csv; charset=utf-8; header=present',
  });
  return csvRows(body);
}

async function listed(path: string, as = organization.admin): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor = ''; ;) {
    const page = `${path}${path.includes('?') ? '&' : '?'}limit=100${cursor}`;
    const { body } = await as.get<{ items: Row[]; nextCursor: string | null }>(page);
    rows.push(...body.items);
    if (body.nextCursor === null) return rows;
    cursor = `&cursor=${body.nextCursor}`;
  }
}

/** A row as its table shows it, without the mark before text that looks like a formula. */
const plain = (row: Record<string, string>) =>
  Object.fromEntries(Object.entries(row).map(([name, text]) => [name, text.replace(/^'(?=[=@+-])/, '')]));
const shown = (row: Row, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, String((row[name] as string | number | boolean | null) ?? '')]));

it.each([
  ['items', ITEMS],
  ['items?sort=-name&q=Item 1', 131 - 20],
  ['locations', 1],
  ['stock', 1],
  ['stock?asOf=2099-01-01T00:00:00.000Z', 1],
  ['movements', 2],
  ['movements?kind=use', 1],
  ['users', 1],
  ['audit-logs?sort=index&entityType=item', ITEMS],
])('%s is whole, row by row the same as in JSON', async (path, atLeast) => {
  const [rows, asJson] = [await table(path), await listed(path)];
  expect(rows.map(plain)).toEqual(asJson.map((row) => shown(row, Object.keys(rows[0] ?? {}))));
  expect(rows.length).toBeGreaterThanOrEqual(atLeast);
});

it.each(['ops/projections', 'organizations', 'ops/parked', 'audit-logs?sort=index&entityType=organization'])(
  '%s is given to the platform’s people',
  async (path) => {
    // Other files create organisations meanwhile.
    await eventually(async () => {
      const rows = await table(path, organization.platform);
      const expected = await listed(path, organization.platform);
      expect(rows.map(({ id, name }) => id ?? name)).toEqual(expected.map(({ id, name }) => id ?? name));
    });
  },
);

it('keeps quantities numbers, and no text begins as a formula', async () => {
  const movements = await table(`items/${itemId}/movements?sort=effectiveAt`);
  expect(movements.map(({ quantity, note }) => [quantity, note])).toEqual([
    ['10.000', "'@SUM(A1)"],
    ['-5.000', 'two\nlines'],
  ]);
  expect((await table('locations')).map(({ name }) => name)).toEqual(["'=1+1"]);
  expect((await table('items?itemNumber=A-1')).map(({ name }) => name)).toEqual(['Flour, "type 550"']);
});

it('refuses a caller who may not see the list, and a missing item, before the first row', async () => {
  const csv = { accept: 'text/csv' };
  expect(await organization.admin.with(csv).get('ops/projections')).toMatchObject({
    status: 403,
    body: { code: 'FORBIDDEN' },
  });
  const nothing = `items/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071/movements`;
  expect(await organization.admin.with(csv).get(nothing)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
});
