import { DomainError } from '#contracts/errors';
import { event } from '#contracts/event';
import type { ChangeItem } from '#contracts/inventory/change-item';
import { ItemChanged } from '#contracts/inventory/item-events';
import { isMaxBelowMin } from '#contracts/inventory/stock-bounds';
import type { Item, ItemEvent } from './item';

/** What is not said stays; null removes. */
export function changeItem(command: ChangeItem, { status, details }: Item): ItemEvent[] {
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such item');
  const { itemId, name = details.name, min = details.min, max = details.max } = command;
  if (name === details.name && min === details.min && max === details.max) return [];
  if (isMaxBelowMin({ min, max })) throw outOfBounds(command);
  return [event(ItemChanged, { itemId, ...details, name, min, max })];
}

/** Where only one of the two is said, it is that one that does not fit the other as it stands. */
function outOfBounds({ max }: ChangeItem): DomainError {
  const [pointer, message] =
    max === undefined || max === null ? ['/min', 'must be at most max'] : ['/max', 'must be at least min'];
  return new DomainError('VALIDATION_FAILED', `${pointer} ${message}`, {}, [{ pointer, code: 'RANGE', message }]);
}
