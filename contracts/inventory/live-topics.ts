import { Code, Id, List, Text } from '../declare/fields';
import { LiveChange, liveTopic, shown } from '../declare/live-topic';
import { ItemChanged, ItemCreated } from './item-events';
import { LocationChanged, LocationCreated } from './location-events';
import { STOCK_TRANSACTIONS, type StockTransaction } from './stock-events';

export class LiveLocation extends LiveChange {
  @Code() code!: string;
  @Text({ max: 200 }) name!: string;
}

export const locationsTopic = liveTopic({
  name: 'locations',
  service: 'inventory',
  permission: 'inventory.location.read',
  shows: LiveLocation,
  projections: ['location'],
  on: [
    shown(LocationCreated, ({ code, name }) => ({ code, name })),
    shown(LocationChanged, ({ code, name }) => ({ code, name })),
  ],
});

export class LiveItem extends LiveChange {
  @Text({ max: 200 }) name!: string;
}

export const itemsTopic = liveTopic({
  name: 'items',
  service: 'inventory',
  permission: 'inventory.item.read',
  shows: LiveItem,
  projections: ['item'],
  on: [shown(ItemCreated, ({ name }) => ({ name })), shown(ItemChanged, ({ name }) => ({ name }))],
});

/** The `id` is the item's. */
export class LiveStock extends LiveChange {
  @List(Id(), { max: 1_000, description: 'Where its levels changed' }) locationIds!: readonly string[];
}

const ofTransaction = ({ movements }: StockTransaction) => ({
  locationIds: [...new Set(movements.map(({ locationId }) => locationId))],
});

const [first, ...others] = STOCK_TRANSACTIONS;

export const stockTopic = liveTopic({
  name: 'stock',
  service: 'inventory',
  permission: 'inventory.stock.read',
  shows: LiveStock,
  projections: ['stock-level', 'movement'],
  on: [shown(first, ofTransaction), ...others.map((type) => shown(type, ofTransaction))],
});
