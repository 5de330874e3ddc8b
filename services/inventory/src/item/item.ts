import { ItemChanged, ItemCreated, type ItemEvent, type UnitFactor } from '#contracts/inventory/item-events';
import type { TemperatureZone } from '#contracts/inventory/location-events';
import type { Aggregate, Reservation } from '#libs/event-sourcing';

/** What can be changed of an item at any time. */
export type ItemDetails = Omit<ItemChanged, 'itemId'>;

/** An item as decisions see it; its stock is a stream of its own, so that the two never conflict. */
export interface Item {
  readonly status: 'absent' | 'active';
  readonly unit: string;
  readonly units: readonly UnitFactor[];
  readonly temperatureZone: TemperatureZone;
  readonly lotTracked: boolean;
  readonly shelfLifeDays: number | null;
  readonly allowNegative: boolean;
  readonly details: ItemDetails;
}

const NOTHING: ItemDetails = {
  name: '',
  category: null,
  barcode: null,
  min: null,
  max: null,
  reorderQuantity: null,
  packSize: null,
};

export const item: Aggregate<Item, ItemEvent> = {
  category: 'inventory.item',
  events: [ItemCreated, ItemChanged],
  initial: () => ({
    status: 'absent',
    unit: '',
    units: [],
    temperatureZone: 'dry',
    lotTracked: false,
    shelfLifeDays: null,
    allowNegative: false,
    details: NOTHING,
  }),
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'ItemCreated': {
        const { unit, units, temperatureZone, lotTracked, shelfLifeDays, allowNegative } = data;
        const fixed = { unit, units, temperatureZone, lotTracked, shelfLifeDays, allowNegative };
        return { status: 'active', ...fixed, details: detailsIn(data) };
      }
      case 'ItemChanged':
        return { ...state, details: detailsIn(data) };
    }
  },
};

function detailsIn({ name, category, barcode, min, max, reorderQuantity, packSize }: ItemDetails): ItemDetails {
  return { name, category, barcode, min, max, reorderQuantity, packSize };
}

/** An item number is unique in its organisation, whatever its case. */
export function uniqueItemNumber(events: readonly ItemEvent[]): Reservation[] {
  return events.flatMap((each): Reservation[] => {
    if (each.type !== 'ItemCreated') return [];
    const value = each.data.itemNumber.normalize('NFC').toLowerCase();
    return [{ unique: 'item_number', scope: 'tenant', value, pointer: '/itemNumber' }];
  });
}
