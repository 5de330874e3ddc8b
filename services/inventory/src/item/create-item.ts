import { DomainError } from '#contracts/errors';
import { event } from '#contracts/declare/event';
import type { CreateItem } from '#contracts/inventory/create-item';
import { ItemCreated } from '#contracts/inventory/item-events';
import type { Given } from '#libs/event-sourcing';
import type { Item, ItemEvent } from './item';
import { isLotTracked, unitFactors } from './item-details';

export function createItem(command: CreateItem, { status }: Item, given: Given): ItemEvent[] {
  if (status !== 'absent') throw new DomainError('CONFLICT', 'This item is there already');
  const { temperatureZone = 'dry', lotTracked = false, barcode } = command;
  return [
    event(ItemCreated, {
      itemId: given.newId('item'),
      itemNumber: command.itemNumber,
      name: command.name,
      unit: command.unit,
      category: command.category ?? null,
      barcodes: command.barcodes ?? (barcode === undefined ? [] : [barcode]),
      temperatureZone,
      lotTracked: isLotTracked({ temperatureZone, lotTracked }),
      costMethod: command.costMethod ?? 'moving_average',
      min: command.min ?? null,
      max: command.max ?? null,
      reorderQuantity: command.reorderQuantity ?? null,
      packSize: command.packSize ?? null,
      shelfLifeDays: command.shelfLifeDays ?? null,
      allowNegative: command.allowNegative ?? false,
      units: unitFactors(command.units ?? []),
      active: command.active ?? true,
    }),
  ];
}
