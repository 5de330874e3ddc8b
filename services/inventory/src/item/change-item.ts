import { DomainError } from '#contracts/errors';
import { event } from '#contracts/event';
import type { ChangeItem } from '#contracts/inventory/change-item';
import { ItemChanged, type ItemEvent } from '#contracts/inventory/item-events';
import { maxBelowMin } from '#contracts/inventory/reorder-levels';
import { invalid } from '#contracts/validation';
import type { Item } from './item';

/** What is not said stays; null removes. */
export function changeItem(command: ChangeItem, { status, details }: Item): ItemEvent[] {
  if (status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such item');
  const { itemId, name = details.name, min = details.min, max = details.max } = command;
  if (name === details.name && min === details.min && max === details.max) return [];
  const fault = maxBelowMin({ min, max });
  if (fault) throw invalid([fault]);
  return [event(ItemChanged, { itemId, ...details, name, min, max })];
}
