import { given } from '#libs/testing/given-when-then';
import { createItem } from './create-item';
import { item } from './item';

const command = { itemNumber: 'A-1', name: 'Flour', unit: 'kg' };

describe('creating an item', () => {
  it('fills in absent fields', () => {
    given(item)
      .when(createItem, command)
      .thenMatching({
        type: 'ItemCreated',
        data: {
          temperatureZone: 'dry',
          lotTracked: false,
          costMethod: 'moving_average',
          min: null,
          barcodes: [],
          units: [],
          active: true,
        },
      });
  });

  it.each(['cooler', 'freezer'] as const)('tracks items in the %s by lot', (temperatureZone) => {
    given(item)
      .when(createItem, { ...command, temperatureZone, lotTracked: false })
      .thenMatching({ data: { lotTracked: true } });
  });

  it('takes one barcode, or several', () => {
    given(item)
      .when(createItem, { ...command, barcode: '4006381333931' })
      .thenMatching({ data: { barcodes: ['4006381333931'] } });
    given(item)
      .when(createItem, { ...command, barcodes: ['a', 'b'] })
      .thenMatching({ data: { barcodes: ['a', 'b'] } });
  });

  it('refuses an item that exists already', () => {
    const made = given(item).when(createItem, command).events();
    given(item, ...made)
      .when(createItem, command)
      .thenRefused('CONFLICT');
  });
});
