import { TableGrowth } from './table-growth';
import type { TableStore } from './table-store';

const store = (view: string, appendOnly = false) => ({ layout: { view, appendOnly } }) as TableStore;

describe('the growth of tables', () => {
  const gathered: string[] = [];
  const growth = () =>
    new TableGrowth(async (stores) => void gathered.push(...stores.map(({ layout }) => layout.view)));
  const added = (of: TableStore, rows: number) => [{ store: of, written: [], deleted: [], added: rows }];

  beforeEach(() => gathered.splice(0));

  it('has statistics gathered at 500 added rows and at every doubling', async () => {
    const [level, other] = [store('level'), store('other')];
    const tables = growth();
    const after = async (rows: number) => {
      tables.count(added(level, rows));
      tables.count(added(other, 1));
      await tables.settled();
      return gathered.length;
    };
    expect(await after(499)).toBe(0);
    expect(await after(1)).toBe(1);
    expect(await after(499)).toBe(1);
    expect(await after(1)).toBe(2);
    expect(await after(5_000)).toBe(3);
    expect(await after(5_999)).toBe(3);
    expect(await after(1)).toBe(4);
    expect(new Set(gathered)).toEqual(new Set(['level']));
  });

  it('leaves a large table to Postgres, and an append-only one', async () => {
    const tables = growth();
    const level = store('level');
    for (let index = 0; index < 100; index++) tables.count(added(level, 10_000));
    tables.count(added(store('movement', true), 1_000_000));
    await tables.settled();
    expect(gathered).toHaveLength(3);
  });
});
