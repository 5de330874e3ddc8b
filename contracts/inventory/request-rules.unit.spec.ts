import type { ContractClass } from '../declare/contract';
import { parse } from '../declare/validation';
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

const lowMax = { pointer: '/max', code: 'RANGE', message: 'must be at least min' };
const twice = (index: number) => ({ pointer: `/units/${index}/unit`, code: 'DUPLICATE', message: 'is named twice' });
const givenTwice = { code: 'DUPLICATE', message: 'is given twice' };
const besides = { pointer: '/barcode', code: 'UNKNOWN', message: 'goes without barcodes' };
const units = (...names: string[]) => names.map((unit) => ({ unit, factor: '12' }));

it.each([
  ['a max below the min', { min: 10, max: '9.999' }, [lowMax]],
  ['a max that is the min', { min: 10, max: 10 }, []],
  ['one bound', { min: 10 }, []],
  ['a unit twice', { units: units('case', 'box', 'case') }, [twice(2)]],
  ['the stock unit again', { units: units('kg') }, [twice(0)]],
  ['units of their own', { units: units('case', 'box') }, []],
  ['both faults', { min: 1, max: 0, units: units('kg') }, [lowMax, twice(0)]],
  ['a barcode twice', { barcodes: ['abc', 'x', 'ABC'] }, [{ ...givenTwice, pointer: '/barcodes/2' }]],
  ['barcodes in both ways', { barcode: 'a', barcodes: ['b'] }, [besides]],
])('an item with %s is checked before anything is looked up', (_, more, faults) => {
  expect(faultsOf(CreateItem, { itemNumber: 'A-1', name: 'Flour', unit: 'kg', ...more })).toEqual(faults);
});

it.each([
  ['a max below the min', { min: 10, max: '9.999' }, [lowMax]],
  ['a min that goes', { min: null, max: 0 }, []],
  ['a max alone', { max: 0 }, []],
])('a change of an item with %s is checked before it is looked up', (_, more, faults) => {
  expect(faultsOf(ChangeItem, { itemId: id, ...more })).toEqual(faults);
});

it('a field that is invalid by itself is reported first', () => {
  expect(faultsOf(ReceiveStock, { ...receipt, quantity: 'much' })).toMatchObject([{ pointer: '/quantity' }]);
});
