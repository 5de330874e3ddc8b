import { randomUUID } from 'node:crypto';
import { on } from '#contracts/declare/on';
import { type StreamName, positionOf } from '#libs/event-log';
import type { Recorded } from '#libs/event-sourcing';
import { type EntityClass, tableLayouts } from '#libs/read-models';
import { BatchFold } from './fold';
import { change, projection, type RowChange } from '..';
import { Level, Moved, Movement, TENANT } from '../testing/stock.fixture';
import { TableStore } from '../storage/table-store';

const itemId = randomUUID();
const key = { tenantId: TENANT, itemId };
const empty = { ...key, name: null, onHand: '0', moves: 0 };

/** Folds one event into the rows of a table; gives the levels to write. */
async function folded(changes: readonly RowChange[], rows: readonly Level[] = []) {
  const tested = projection({
    name: 'tested',
    service: 'stock',
    version: 1,
    tables: [Level, Movement],
    keyColumn: 'itemId',
    key: () => itemId,
    on: [on(Moved as never, () => changes)],
  });
  const layouts = await tableLayouts(tested);
  const stores = new Map<EntityClass, TableStore>(layouts.map((layout) => [layout.type, new TableStore(layout, 'a')]));
  const loaded: object[] = [];
  const fold = new BatchFold(tested, stores, async (_, keys) => {
    loaded.push(...keys);
    return rows as never;
  });
  const event: Recorded = {
    id: randomUUID(),
    type: Moved.type,
    stream: `stock.item-${TENANT}.${itemId}` as StreamName,
    revision: 0,
    tenantId: TENANT,
    position: positionOf(1, 1),
    recordedAt: '2026-01-01T00:00:00.000Z',
    metadata: {} as Recorded['metadata'],
    data: {},
  };
  await fold.fold([{ event, key: itemId }]);
  const written = fold.changes().flatMap((of) => of.written);
  return { written, loaded, error: [...fold.failed.values()][0]?.error };
}

const moved = (seen: (level: Level | undefined) => void, of: Partial<Level> = key) =>
  change(
    Movement,
    { tenantId: TENANT, id: randomUUID() },
    (_, level) => {
      seen(level);
      return undefined;
    },
    { reads: [[Level, of]] },
  );

describe('a row that a change reads', () => {
  it('is loaded, is as the changes before left it, and is not written', async () => {
    const seen: (string | undefined)[] = [];
    const read = moved((level) => seen.push(level?.onHand));
    const add = change(Level, key, (row) => ({ ...empty, ...row, onHand: '2' }));
    const inTable = { ...empty, onHand: '1.000' };
    expect(await folded([read], [inTable])).toMatchObject({ written: [], loaded: [key] });
    await folded([read]);
    const { written } = await folded([read, add, read], [inTable]);
    expect(seen).toEqual(['1.000', undefined, '1.000', '2.000']);
    expect(written).toMatchObject([{ onHand: '2.000' }]);
  });

  it('is of the same key', async () => {
    const other = { ...empty, itemId: randomUUID() };
    const { error } = await folded([moved(() => undefined, { tenantId: TENANT, itemId: other.itemId })], [other]);
    expect(String(error)).toContain("tested reads a row of another itemId than its event's key");
  });

  it('is in no append-only table', async () => {
    const reads = { reads: [[Movement, { tenantId: TENANT, id: randomUUID() }]] } as const;
    const { error } = await folded([change(Level, key, (row) => row, reads as never)]);
    expect(String(error)).toContain('tested reads Movement, whose rows are not loaded');
  });
});
