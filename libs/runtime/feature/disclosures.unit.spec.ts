import { contractOf } from '#contracts/declare/contract';
import { GetKpiLineage } from '#contracts/kpi/get-kpi-lineage';
import { commandContext } from '#libs/testing/command-context';
import { Disclosures } from './disclosures';

const tenantId = '0197a3c4-0000-7000-8000-00000000000a';
const context = commandContext({ tenantId, actor: { id: tenantId, type: 'user', roles: [] } });
const other = commandContext({ tenantId, actor: { id: tenantId, type: 'user', roles: [] } });

/** Pages by their cursors, and whether a row of each shows a person. */
async function rowsRecorded(
  pages: readonly (readonly [cursor: string | undefined, persons: number, of?: typeof context])[],
) {
  const recorded: unknown[] = [];
  const log = { append: () => Promise.resolve({ outcome: 'appended' }) } as never;
  const encode = (events: readonly { readonly data: { readonly rows: number; readonly parameters: unknown } }[]) => {
    recorded.push(...events.map(({ data }) => [data.rows, data.parameters]));
    return Promise.resolve([]);
  };
  const disclosures = new Disclosures({ log, codec: { encode } as never });
  for (const [cursor, persons, of = context] of pages) {
    const payload = { lineage: 'x', whole: true, limit: 200, ...(cursor !== undefined && { cursor }) };
    const items = [{ attendance: [] }, ...Array.from({ length: persons }, () => ({ attendance: [{}] }))];
    const answer = { items, nextCursor: 'further' };
    await disclosures.record(contractOf(GetKpiLineage), { payload, organizationId: tenantId, answer }, of);
  }
  return recorded;
}

describe('a whole list that shows persons in some rows alone', () => {
  it('is recorded once, at its first page that shows one', async () => {
    const pages = [
      [undefined, 0],
      ['second', 2],
      ['third', 4],
    ] as const;
    expect(await rowsRecorded(pages)).toEqual([[3, ['whole']]]);
    expect(
      await rowsRecorded([
        [undefined, 1],
        ['second', 2],
      ]),
    ).toEqual([[2, ['whole']]]);
    expect(
      await rowsRecorded([
        [undefined, 0],
        ['second', 0],
      ]),
    ).toEqual([]);
  });

  it('is recorded for each request', async () => {
    const pages = [
      [undefined, 1],
      [undefined, 0, other],
      ['second', 2, other],
      ['second', 3],
    ] as const;
    expect(await rowsRecorded(pages)).toHaveLength(2);
    expect(
      await rowsRecorded([
        [undefined, 1],
        [undefined, 0],
        ['second', 2],
      ]),
    ).toHaveLength(2);
  });
});
