import { restatement } from '../declare/projection';
import { restate, type RestatedBatch } from './restate';

class Head {
  tenantId!: string;
  id!: string;
}

it('a restatement of many rows leaves turns to the rest of the process', async () => {
  const head = { tenantId: 'a', id: 'b' };
  const turns: number[] = [];
  let taken = 0;
  let others = setImmediate(function turn() {
    taken++;
    others = setImmediate(turn);
  });
  const declared = restatement<Head>({
    head: Head,
    isDue: () => true,
    reads: [],
    *fold() {
      for (let row = 0; row < 4; row++) {
        const until = performance.now() + 20;
        while (performance.now() < until);
        turns.push(taken);
        yield { table: Head, row: head } as never;
      }
    },
  });
  const written: object[] = [];
  const batch: RestatedBatch = {
    rowsOf: () => [head],
    knows: () => true,
    overwrite: (_, row) => void written.push(row),
    remove: () => undefined,
  };
  await restate(declared, 'id', batch, new Map([[Head, {}]]) as never, {} as never);
  clearImmediate(others);
  expect(written).toHaveLength(4);
  expect(new Set(turns).size).toBe(4);
});
