import { event } from '#contracts/declare/event';
import { ItemChanged, ItemCreated } from '#contracts/inventory/item-events';
import { given } from '#libs/testing/given-when-then';
import { isActiveAt } from '../activity';
import { changeItem } from './change-item';
import { item, type ItemDetails, type ItemEvent } from './item';
import type { ItemStock } from './item-stock';

const itemId = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const details: ItemDetails = {
  itemNumber: 'A-1',
  name: 'Flour',
  unit: 'kg',
  category: 'Baking',
  barcodes: ['4006381333931'],
  temperatureZone: 'dry',
  lotTracked: false,
  min: '5.000',
  max: '60.000',
  reorderQuantity: '25.000',
  packSize: null,
  shelfLifeDays: null,
  allowNegative: true,
  units: [{ unit: 'sack', factor: '25', rounding: 'exact' }],
  active: true,
};
const created = (): ItemEvent => event(ItemCreated, { itemId, ...details, costMethod: 'moving_average' });
const changed = (to: Partial<ItemDetails>): ItemEvent => event(ItemChanged, { itemId, ...details, ...to });

const NONE: ItemStock = { hasMovements: false, hasStock: false, isNegative: false };
const change = (said: object, facts: ItemStock = NONE, ...past: readonly ItemEvent[]) =>
  given(item, created(), ...past).when(changeItem, { itemId, ...said }, { facts });

describe('changing an item', () => {
  it('records all present details, and keeps those that were not given', () => {
    change({ name: 'Flour type 550', max: '80.000' }).then(changed({ name: 'Flour type 550', max: '80.000' }));
  });

  it('removes a min and a max that are given as null', () => {
    change({ min: null, max: null }).then(changed({ min: null, max: null }));
  });

  it('goes on from the last change', () => {
    change({ min: '6.000' }, NONE, changed({ name: 'Rye' })).then(changed({ name: 'Rye', min: '6.000' }));
  });

  it('takes barcodes and units as whole lists, and a unit is exact by default', () => {
    const units = [{ unit: 'lb', factor: '0.453592292', rounding: 'nearest' as const }];
    change({ barcodes: [], units }).then(changed({ barcodes: [], units }));
    change({ units: [{ unit: 'case', factor: '12' }] }).then(
      changed({ units: [{ unit: 'case', factor: '12', rounding: 'exact' }] }),
    );
  });

  it.each([
    {},
    { name: 'Flour' },
    { name: 'Flour', min: '5.000', max: '60.000' },
    { barcodes: ['4006381333931'], units: [{ unit: 'sack', factor: '25' }] },
  ])('changes nothing when nothing differs: %j', (same) => {
    change(same).thenNothing();
  });

  it('tracks an item by lot from when it is moved to the cooler, whatever is said', () => {
    change({ temperatureZone: 'cooler', lotTracked: false }).then(
      changed({ temperatureZone: 'cooler', lotTracked: true }),
    );
  });

  it.each([
    ['unit', { unit: 'g' }, { ...NONE, hasMovements: true }],
    ['temperatureZone', { temperatureZone: 'freezer' }, { ...NONE, hasStock: true }],
    ['lotTracked', { lotTracked: true }, { ...NONE, hasStock: true }],
    ['allowNegative', { allowNegative: false }, { ...NONE, isNegative: true }],
  ])('refuses another %s while the stock forbids it, and accepts it otherwise', (field, said, stock) => {
    change(said, stock).thenRefused('CONFLICT');
    expect(change(said, stock).events).toThrow(`/${field} cannot`);
    change(said).thenMatching({ data: said });
  });

  it('accepts other changes while there is stock, and a switch to negative stock', () => {
    const all = { hasMovements: true, hasStock: true, isNegative: true };
    const strict = changed({ allowNegative: false });
    change({ name: 'Rye', itemNumber: 'B-1', active: false, allowNegative: true }, all, strict).then(
      changed({ name: 'Rye', itemNumber: 'B-1', active: false }),
    );
  });

  it.each([
    ['a further unit that is the stock unit', { units: [{ unit: 'kg', factor: '2' }] }, '/units/0/unit'],
    ['a stock unit that is a further unit', { unit: 'sack' }, '/unit'],
  ])('refuses %s', (_, said, pointer) => {
    change(said).thenRefused('VALIDATION_FAILED');
    expect(change(said).events).toThrow(`${pointer} is named twice`);
  });

  it.each([
    ['max', { max: '4.999' }, 'must be at least min'],
    ['min', { min: '60.001' }, 'must be at most max'],
  ])('refuses a %s that does not fit the other, present bound, at its field', (field, said, message) => {
    expect(change(said).events).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        message: `/${field} ${message}`,
        fields: [{ pointer: `/${field}`, code: 'RANGE', message }],
      }) as Error,
    );
  });

  it('refuses an item that does not exist', () => {
    given(item).when(changeItem, { itemId, name: 'Rye' }, { facts: NONE }).thenRefused('NOT_FOUND');
  });
});

it('an item was always as it was made, until it was changed', () => {
  const at = Date.parse('2026-01-31T12:00:00.000Z');
  const state = [created(), changed({ active: false })].reduce(
    (folded, made, revision) =>
      item.evolve(folded, { ...made, revision, occurredAt: new Date(at + revision * 1000).toISOString() }),
    item.initial(),
  );
  expect([0, at + 999, at + 1000].map((moment) => isActiveAt(state.activity, moment))).toEqual([true, true, false]);
});
