import { event } from '#contracts/declare/event';
import { ItemChanged, ItemCreated } from '#contracts/inventory/item-events';
import { given } from '#libs/testing';
import { changeItem } from './change-item';
import { item, type ItemDetails, type ItemEvent } from './item';

const itemId = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const details: ItemDetails = {
  name: 'Flour',
  category: 'Baking',
  barcode: '4006381333931',
  min: '5.000',
  max: '60.000',
  reorderQuantity: '25.000',
  packSize: null,
};
const created = (): ItemEvent =>
  event(ItemCreated, {
    itemId,
    itemNumber: 'A-1',
    unit: 'kg',
    ...details,
    temperatureZone: 'dry',
    lotTracked: false,
    costMethod: 'moving_average',
    shelfLifeDays: null,
    allowNegative: false,
    units: [],
  });
const changed = (to: Partial<ItemDetails>): ItemEvent => event(ItemChanged, { itemId, ...details, ...to });

describe('changing an item', () => {
  it('records all present details, and keeps those that were not given', () => {
    given(item, created())
      .when(changeItem, { itemId, name: 'Flour type 550', max: '80.000' })
      .then(changed({ name: 'Flour type 550', max: '80.000' }));
  });

  it('removes a min and a max that are given as null', () => {
    given(item, created())
      .when(changeItem, { itemId, min: null, max: null })
      .then(changed({ min: null, max: null }));
  });

  it('goes on from the last change', () => {
    given(item, created(), changed({ name: 'Rye' }))
      .when(changeItem, { itemId, min: '6.000' })
      .then(changed({ name: 'Rye', min: '6.000' }));
  });

  it.each([{}, { name: 'Flour' }, { name: 'Flour', min: '5.000', max: '60.000' }])(
    'changes nothing when nothing differs: %j',
    (same) => {
      given(item, created())
        .when(changeItem, { itemId, ...same })
        .thenNothing();
    },
  );

  it.each([
    ['max', { max: '4.999' }, 'must be at least min'],
    ['min', { min: '60.001' }, 'must be at most max'],
  ])('refuses a %s that does not fit the other, present bound, at its field', (field, said, message) => {
    expect(given(item, created()).when(changeItem, { itemId, ...said }).events).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        message: `/${field} ${message}`,
        fields: [{ pointer: `/${field}`, code: 'RANGE', message }],
      }) as Error,
    );
  });

  it('refuses an item that does not exist', () => {
    given(item).when(changeItem, { itemId, name: 'Rye' }).thenRefused('NOT_FOUND');
  });
});
