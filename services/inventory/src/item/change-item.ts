import { DomainError, faultAt, type FieldError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { ChangeItem } from '#contracts/inventory/change-item';
import { ItemChanged } from '#contracts/inventory/item-events';
import { unitNamedTwice } from '#contracts/inventory/item-rules';
import { isMaxBelowMin } from '#contracts/inventory/stock-bounds';
import type { Given } from '#libs/event-sourcing';
import type { Item, ItemDetails, ItemEvent } from './item';
import { isLotTracked, unitFactors } from './item-details';
import type { ItemStock } from './item-stock';

/** An absent field stays; null removes. */
export function changeItem(command: ChangeItem, item: Item, given: Given<ItemStock>): ItemEvent[] {
  if (item.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such item');
  const changed = changedDetails(command, item);
  const fields = DETAILS.filter((field) => !isSame(changed[field], item[field]));
  if (fields.length === 0) return [];
  if (isMaxBelowMin(changed)) throw invalidAt(outOfBounds(command));
  const twice = unitNamedTwice(changed);
  if (twice) throw invalidAt(command.units ? twice : { ...twice, pointer: '/unit' });
  const clash = STATE_RULES.find(({ field, clashes }) => fields.includes(field) && clashes(given.facts, changed));
  if (clash) throw faultAt('CONFLICT', `/${clash.field}`, clash.message);
  return [event(ItemChanged, { itemId: command.itemId, ...changed })];
}

const DETAILS = [
  'itemNumber',
  'name',
  'unit',
  'category',
  'barcodes',
  'temperatureZone',
  'lotTracked',
  'min',
  'max',
  'reorderQuantity',
  'packSize',
  'shelfLifeDays',
  'allowNegative',
  'units',
  'active',
] as const satisfies readonly (keyof ItemDetails)[];

interface StateRule {
  readonly field: keyof ItemDetails;
  readonly clashes: (stock: ItemStock, changed: ItemDetails) => boolean;
  readonly message: string;
}

const STATE_RULES: readonly StateRule[] = [
  { field: 'unit', clashes: ({ hasMovements }) => hasMovements, message: 'cannot change once there are movements' },
  { field: 'temperatureZone', clashes: ({ hasStock }) => hasStock, message: 'cannot change while there is stock' },
  { field: 'lotTracked', clashes: ({ hasStock }) => hasStock, message: 'cannot change while there is stock' },
  {
    field: 'allowNegative',
    clashes: ({ isNegative }, { allowNegative }) => isNegative && !allowNegative,
    message: 'cannot be switched off while a balance is negative',
  },
];

function changedDetails({ itemId: _, units, ...said }: ChangeItem, item: Item): ItemDetails {
  const { status: __, costMethod: ___, activity: ____, ...details } = item;
  const stated = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
  const changed: ItemDetails = { ...details, ...stated, units: units ? unitFactors(units) : details.units };
  return { ...changed, lotTracked: isLotTracked(changed) };
}

/** Lists are compared by their elements; the fields of a unit come in one order. */
function isSame(one: unknown, other: unknown): boolean {
  return one === other || (Array.isArray(one) && JSON.stringify(one) === JSON.stringify(other));
}

/** The fault when only one of the two bounds was given: it does not fit the other, present one. */
function outOfBounds({ max }: ChangeItem): FieldError {
  return max === undefined || max === null
    ? { pointer: '/min', code: 'RANGE', message: 'must be at most max' }
    : { pointer: '/max', code: 'RANGE', message: 'must be at least min' };
}

function invalidAt({ pointer, code, message }: FieldError): DomainError {
  return faultAt('VALIDATION_FAILED', pointer, message, code);
}
