import type { ContractClass } from '../contract';
import { parse } from '../validation';
import { AdjustStock } from './adjust-stock';
import { ChangeItem } from './change-item';
import { CreateItem } from './create-item';
import { ReceiveStock } from './receive-stock';

const id = '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071';
const receipt = { itemId: id, locationId: id, quantity: '1' };
const adjustment = { itemId: id, locationId: id, quantity: '-1', reason: 'damaged' };

function faultsOf(type: ContractClass, request: object): unknown {
  try {
    parse(type, request);
    return [];
  } catch (error) {
    return (error as { fields: unknown }).fields;
  }
}

it.each([
  ['no cost', {}, [{ pointer: '/unitCost', code: 'REQUIRED', message: 'or totalCost is needed' }]],
  [
    'two costs',
    { unitCost: 1, totalCost: 1 },
    [{ pointer: '/totalCost', code: 'UNKNOWN', message: 'goes without unitCost' }],
  ],
  ['a cost of the unit', { unitCost: '2' }, []],
  ['a cost of all of it', { totalCost: '10' }, []],
])('a receipt with %s is checked before anything is looked up', (_, more, faults) => {
  expect(faultsOf(ReceiveStock, { ...receipt, ...more })).toEqual(faults);
});

const noteMissing = { pointer: '/note', code: 'REQUIRED', message: 'is needed for reason other' };
const costTooMany = { pointer: '/unitCost', code: 'UNKNOWN', message: 'is for an increase only' };

it.each([
  ['for another reason, without a note', { reason: 'other' }, [noteMissing]],
  ['for another reason, with a note', { reason: 'other', note: 'fell off the lorry' }, []],
  ['down, with a cost', { unitCost: '1' }, [costTooMany]],
  ['up, with a cost', { quantity: 1, reason: 'found', unitCost: '1' }, []],
  ['with both faults', { reason: 'other', quantity: -1, unitCost: '1' }, [noteMissing, costTooMany]],
])('an adjustment %s is checked before anything is looked up', (_, more, faults) => {
  expect(faultsOf(AdjustStock, { ...adjustment, ...more })).toEqual(faults);
});

const maxTooLow = { pointer: '/max', code: 'RANGE', message: 'must be at least min' };

describe.each([
  ['a new item', CreateItem, { itemNumber: 'A-1', name: 'Flour', unit: 'kg' }],
  ['a change of an item', ChangeItem, { itemId: id }],
] as const)('%s', (_, type, request) => {
  it.each([
    [{ min: '10', max: '9.999' }, [maxTooLow]],
    [{ min: 9, max: '10' }, []],
    [{ min: '10', max: '10.000' }, []],
    [{ max: '0' }, []],
    [{ min: '10' }, []],
  ])('has its levels checked against each other before anything is looked up: %j', (levels, faults) => {
    expect(faultsOf(type, { ...request, ...levels })).toEqual(faults);
  });
});

it('a level that is removed is no bound of the other', () => {
  expect(faultsOf(ChangeItem, { itemId: id, min: '10', max: null })).toEqual([]);
});

it('a field that is wrong by itself is told first', () => {
  expect(faultsOf(ReceiveStock, { ...receipt, quantity: 'much' })).toMatchObject([{ pointer: '/quantity' }]);
});
