import { given } from '#libs/testing';
import { createItem } from './create-item';
import { item } from './item';

const command = { itemNumber: 'A-1', name: 'Flour', unit: 'kg' };

describe('creating an item', () => {
  it('fills in what was not said', () => {
    given(item)
      .when(createItem, command)
      .thenMatching({
        type: 'ItemCreated',
        data: { temperatureZone: 'dry', lotTracked: false, costMethod: 'moving_average', min: null, units: [] },
      });
  });

  it.each(['cooler', 'freezer'] as const)('follows by lot what is kept in the %s', (temperatureZone) => {
    given(item)
      .when(createItem, { ...command, temperatureZone, lotTracked: false })
      .thenMatching({ data: { lotTracked: true } });
  });

  it('refuses a unit that is named twice, or is the stock unit again', () => {
    const units = (...names: string[]) => names.map((unit) => ({ unit, factor: '12' }));
    given(item)
      .when(createItem, { ...command, units: units('case', 'case') })
      .thenRefused('VALIDATION_FAILED');
    given(item)
      .when(createItem, { ...command, units: units('kg') })
      .thenRefused('VALIDATION_FAILED');
  });

  it('refuses an item that is there already', () => {
    const made = given(item).when(createItem, command).events();
    given(item, ...made)
      .when(createItem, command)
      .thenRefused('CONFLICT');
  });
});
