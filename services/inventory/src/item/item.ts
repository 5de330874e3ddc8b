import { evolve } from '#contracts/declare/fold';
import { ItemChanged, ItemCreated, type CostMethod, type UnitFactor } from '#contracts/inventory/item-events';
import type { TemperatureZone } from '#contracts/inventory/location-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';

/** The details of an item that can be changed at any time. */
export type ItemDetails = Omit<ItemChanged, 'itemId'>;

/** An item as decisions see it; its stock is a stream of its own, so that the two never conflict. */
export interface Item {
  readonly status: 'absent' | 'active';
  readonly itemNumber: string;
  readonly unit: string;
  readonly units: readonly UnitFactor[];
  readonly temperatureZone: TemperatureZone;
  readonly lotTracked: boolean;
  readonly shelfLifeDays: number | null;
  readonly allowNegative: boolean;
  /** Its first one; the later ones are in its ledger, ordered like movements. */
  readonly costMethod: CostMethod;
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

export const item = aggregate(
  'inventory.item',
  (): Item => ({
    status: 'absent',
    itemNumber: '',
    unit: '',
    units: [],
    temperatureZone: 'dry',
    lotTracked: false,
    shelfLifeDays: null,
    allowNegative: false,
    costMethod: 'moving_average',
    details: NOTHING,
  }),
  [
    evolve(ItemCreated, (_, { data }) => {
      const { itemNumber, unit, units, temperatureZone, lotTracked, shelfLifeDays, allowNegative, costMethod } = data;
      const fixed = {
        itemNumber,
        unit,
        units,
        temperatureZone,
        lotTracked,
        shelfLifeDays,
        allowNegative,
        costMethod,
      };
      return { status: 'active', ...fixed, details: detailsIn(data) };
    }),
    evolve(ItemChanged, (state, { data }) => ({ ...state, details: detailsIn(data) })),
  ],
  {
    /** An item number is unique in its organisation, compared without case. */
    reserve: ({ status, itemNumber }) => (status === 'absent' ? [] : [itemNumberOf(itemNumber)]),
  },
);

/** An item number is unique in any case and normalisation form. */
export function itemNumberOf(itemNumber: string): UniqueValue {
  return { unique: 'item_number', scope: 'tenant', value: foldedText(itemNumber), pointer: '/itemNumber' };
}

export type ItemEvent = EventsOf<typeof item>;

function detailsIn({ name, category, barcode, min, max, reorderQuantity, packSize }: ItemDetails): ItemDetails {
  return { name, category, barcode, min, max, reorderQuantity, packSize };
}
