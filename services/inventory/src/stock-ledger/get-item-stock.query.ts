import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { DomainError } from '#contracts/errors';
import type { GetItemStock, ItemStock } from '#contracts/inventory/get-item-stock';
import type { QueryGiven } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { onOrderOf } from '../purchase-order/on-order.query';
import { averageCost } from '../value/average-cost';
import { ledgerStates } from './ledger-states.query';
import { levelsOf } from './stock-levels.query';

const NONE = '0.000';
const NO_VALUE = '0.0000';

export async function getItemStock(query: GetItemStock, { rows, context }: QueryGiven): Promise<ItemStock> {
  const { tenantId } = context;
  if (!(await rows.existsBy(ItemRow, { tenantId, itemId: query.itemId })))
    throw new DomainError('NOT_FOUND', 'There is no such item');
  const moments = { asOf: query.asOf ?? null, knownAt: query.knownAt ?? null };
  const { asOf, knownAt, levels, totals } = await levelsOf(rows, tenantId, query);
  const [state] = await ledgerStates(rows, tenantId, moments, [query.itemId]);
  const value = state?.value ?? NO_VALUE;
  return {
    asOf,
    knownAt,
    onHand: sumOf(levels.map(({ onHand }) => onHand)),
    ...totals,
    onOrder: await onOrderOf(rows, tenantId, query.itemId),
    value,
    averageCost: averageCost(state?.onHand ?? NONE, value),
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
