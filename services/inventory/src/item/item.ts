import { ItemCreated, type ItemEvent, type UnitFactor } from '#contracts/inventory/item-events';
import type { TemperatureZone } from '#contracts/inventory/location-events';
import type { Aggregate, Reservation } from '#libs/event-sourcing';

/** An item's details, as decisions see them; its stock is a stream of its own, so that the two never conflict. */
export interface Item {
  readonly status: 'absent' | 'active';
  readonly unit: string;
  readonly units: readonly UnitFactor[];
  readonly temperatureZone: TemperatureZone;
  readonly lotTracked: boolean;
  readonly shelfLifeDays: number | null;
  readonly allowNegative: boolean;
}

export const item: Aggregate<Item, ItemEvent> = {
  category: 'inventory.item',
  events: [ItemCreated],
  initial: () => ({
    status: 'absent',
    unit: '',
    units: [],
    temperatureZone: 'dry',
    lotTracked: false,
    shelfLifeDays: null,
    allowNegative: false,
  }),
  evolve: (_state, { type, data }) => {
    switch (type) {
      case 'ItemCreated': {
        const { unit, units, temperatureZone, lotTracked, shelfLifeDays, allowNegative } = data;
        return { status: 'active', unit, units, temperatureZone, lotTracked, shelfLifeDays, allowNegative };
      }
    }
  },
};

/** An item number is unique in its organisation, whatever its case. */
export function uniqueItemNumber(events: readonly ItemEvent[]): Reservation[] {
  return events.map(({ data }) => ({
    unique: 'item_number',
    scope: 'tenant',
    value: data.itemNumber.normalize('NFC').toLowerCase(),
    pointer: '/itemNumber',
  }));
}
