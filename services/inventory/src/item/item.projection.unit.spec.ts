import { event } from '#contracts/declare/event';
import { ItemChanged, ItemCreated, type CostMethod } from '#contracts/inventory/item-events';
import { CostMethodChanged } from '#contracts/inventory/stock-events';
import { folding } from '#libs/testing/folding';
import { GIVEN } from '#libs/testing/given-when-then';
import { ItemBarcodeRow, ItemRow } from './item.entity';
import { itemProjection } from './item.projection';

const itemId = GIVEN.newId('item');
const described = {
  itemId,
  itemNumber: 'A-1',
  name: 'Flour',
  unit: 'kg',
  category: null,
  barcodes: ['X1', 'x2'],
  temperatureZone: 'dry',
  lotTracked: false,
  min: null,
  max: null,
  reorderQuantity: null,
  packSize: null,
  shelfLifeDays: null,
  allowNegative: false,
  units: [],
  active: true,
} as const;
const created = event(ItemCreated, { ...described, costMethod: 'moving_average' });
const method = (costMethod: CostMethod, effectiveAt: string) =>
  event(CostMethodChanged, {
    changeId: GIVEN.newId(effectiveAt),
    itemId,
    costMethod,
    effectiveAt,
    seen: {
      itemRevision: 0,
      firstMethod: 'moving_average',
      locations: [],
      freezeRevision: null,
      organizationRevision: null,
    },
  });

const keysOf = (...events: Parameters<typeof folding> extends [unknown, ...infer Events] ? Events : never) =>
  folding(itemProjection, ...events)
    .rowsOf(ItemBarcodeRow)
    .map(({ barcodeKey }) => barcodeKey);

it('finds an item by its present barcodes, in any case', () => {
  expect(keysOf(created)).toEqual(['x1', 'x2']);
  expect(keysOf(created, event(ItemChanged, { ...described, barcodes: ['x2'] }))).toEqual(['x2']);
  expect(keysOf(created, event(ItemChanged, { ...described, barcodes: [] }))).toEqual([]);
});

it('shows the cost method in force: that of the latest effective change, however late an earlier one is recorded', () => {
  const changes = [method('fifo', '2026-03-02T00:00:00.000Z'), method('moving_average', '2026-03-01T00:00:00.000Z')];
  expect(folding(itemProjection, created, ...changes).rowOf(ItemRow)).toMatchObject({
    costMethod: 'fifo',
    revision: 0,
  });
  const later = method('moving_average', '2026-03-02T00:00:00.000Z');
  expect(folding(itemProjection, created, ...changes, later).rowOf(ItemRow)?.costMethod).toBe('moving_average');
});
