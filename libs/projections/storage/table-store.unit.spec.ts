import type { TableLayout } from '#libs/read-models';
import { TableStore } from './table-store';

const column = { property: 'tenantId', column: 'tenant_id', sqlType: 'uuid', baseType: 'uuid', array: false };
const layout = (schema: string) =>
  ({
    schema,
    view: 'directory_v1',
    columns: [{ ...column, nullable: false }],
    key: [{ ...column, nullable: false }],
  }) as unknown as TableLayout;

describe('the statements of a table', () => {
  it('have other names than those of a table of the same name in another schema', async () => {
    const names: string[] = [];
    const client = { query: ({ name }: { name: string }) => Promise.resolve({ rows: [], said: names.push(name) }) };
    for (const schema of ['auth', 'stock']) await new TableStore(layout(schema), 'a').load(client as never, []);
    expect(new Set(names).size).toBe(2);
  });
});
