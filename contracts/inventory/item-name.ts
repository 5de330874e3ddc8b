import { evolve, foreign } from '../declare/fold';
import { ItemChanged, ItemCreated } from './item-events';

/** An item of the stock, as other services name it. */
export interface ItemName {
  readonly itemNumber: string;
  readonly name: string;
  readonly unit: string;
}

const UNKNOWN: ItemName = { itemNumber: '', name: '', unit: '' };

/** The stream is in the organisation's tenant, named by the item's id. */
export const itemName = foreign('inventory.item', () => UNKNOWN, [
  evolve(ItemCreated, (_: ItemName, { data: { itemNumber, name, unit } }) => ({ itemNumber, name, unit })),
  evolve(ItemChanged, (_: ItemName, { data: { itemNumber, name, unit } }) => ({ itemNumber, name, unit })),
]);
