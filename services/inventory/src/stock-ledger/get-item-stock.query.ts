import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { DomainError } from '#contracts/errors';
import type { GetItemStock, ItemStock } from '#contracts/inventory/get-item-stock';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { levelsOf } from './stock-levels.query';

const NONE = '0.000';

export async function getItemStock(query: GetItemStock, { rows, context }: QueryGiven): Promise<ItemStock> {
  const { tenantId } = context;
  if (!(await rows.existsBy(ItemRow, { tenantId, itemId: query.itemId })))
    throw new DomainError('NOT_FOUND', 'There is no such item');
  const { asOf, levels, totals } = await levelsOf(rows, tenantId, query);
  return {
    asOf,
    onHand: sumOf(levels.map(({ onHand }) => onHand)),
    ...totals,
    onOrder: NONE,
    value: null,
    averageCost: null,
    locations: levels.map(({ locationId, lotNumber, onHand, available }) => ({
      locationId,
      lotNumber,
      onHand,
      available,
    })),
  };
}

function sumOf(quantities: readonly string[]): string {
  return quantityText(quantities.reduce((sum, quantity) => sum + quantityUnits(quantity), 0n));
}
