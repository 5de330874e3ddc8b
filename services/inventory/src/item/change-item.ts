import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { ChangeItem } from '#contracts/inventory/change-item';
import { ItemChanged } from '#contracts/inventory/item-events';
import { isMaxBelowMin } from '#contracts/inventory/stock-bounds';
import type { Item, ItemDetails, ItemEvent } from './item';

/** An absent field stays; null removes. */
export function changeItem(command: ChangeItem, { status, details }: Item): ItemEvent[] {
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such item');
  const { itemId, ...said } = command;
  const changed = { ...details, ...stated(said) };
  if (DETAILS.every((field) => changed[field] === details[field])) return [];
  if (isMaxBelowMin(changed)) throw outOfBounds(command);
  return [event(ItemChanged, { itemId, ...changed })];
}

const DETAILS = ['name', 'category', 'barcode', 'min', 'max', 'reorderQuantity', 'packSize'] as const;

/** Without the absent fields. */
function stated(said: Omit<ChangeItem, 'itemId'>): Partial<ItemDetails> {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** The fault when only one of the two bounds was given: it does not fit the other, present one. */
function outOfBounds({ max }: ChangeItem): DomainError {
  const [pointer, message] =
    max === undefined || max === null ? ['/min', 'must be at most max'] : ['/max', 'must be at least min'];
  return new DomainError('VALIDATION_FAILED', `${pointer} ${message}`, {}, [{ pointer, code: 'RANGE', message }]);
}
