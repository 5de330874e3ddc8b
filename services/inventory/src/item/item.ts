import { evolve } from '#contracts/declare/fold';
import { ItemChanged, ItemCreated, type CostMethod } from '#contracts/inventory/item-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';
import { activeFrom, withActivity, type Activity } from '../activity';

/** The details of an item, as recorded last. */
export type ItemDetails = Omit<ItemChanged, 'itemId'>;

/** An item as decisions see it; its stock is a stream of its own, so that the two never conflict. */
export interface Item extends ItemDetails {
  readonly status: 'absent' | 'present';
  /** Its first one; the later ones are in its ledger, ordered like movements. */
  readonly costMethod: CostMethod;
  readonly activity: Activity;
}

export const item = aggregate(
  'inventory.item',
  (): Item => ({
    status: 'absent',
    itemNumber: '',
    name: '',
    unit: '',
    category: null,
    barcodes: [],
    temperatureZone: 'dry',
    lotTracked: false,
    min: null,
    max: null,
    reorderQuantity: null,
    packSize: null,
    shelfLifeDays: null,
    allowNegative: false,
    units: [],
    active: false,
    costMethod: 'moving_average',
    activity: activeFrom(false),
  }),
  [
    evolve(ItemCreated, (_, { data: { itemId: __, ...described } }) => ({
      ...described,
      status: 'present',
      activity: activeFrom(described.active),
    })),
    evolve(ItemChanged, (state, { data: { itemId: _, ...details }, occurredAt }) => ({
      ...state,
      ...details,
      activity: withActivity(state.activity, details.active, Date.parse(occurredAt)),
    })),
  ],
  {
    /** Item number and barcodes are unique in the organisation, compared without case. */
    reserve: ({ status, itemNumber, barcodes }) =>
      status === 'absent' ? [] : [itemNumberOf(itemNumber), ...barcodes.map(barcodeOf)],
  },
);

/** An item number is unique in any case and normalisation form. */
export function itemNumberOf(itemNumber: string): UniqueValue {
  return { unique: 'item_number', scope: 'tenant', value: foldedText(itemNumber), pointer: '/itemNumber' };
}

function barcodeOf(barcode: string, index: number): UniqueValue {
  return { unique: 'item_barcode', scope: 'tenant', value: foldedText(barcode), pointer: `/barcodes/${index}` };
}

export type ItemEvent = EventsOf<typeof item>;
