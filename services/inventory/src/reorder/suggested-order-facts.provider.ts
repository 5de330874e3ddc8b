import { faultAt } from '#contracts/errors';
import type { OrderSuggestedItems } from '#contracts/inventory/order-suggested-items';
import { upToDate, type FactsGiven } from '#libs/runtime';
import { itemProjection } from '../item/item.projection';
import { draftFacts, withNumber } from '../purchase-order/order-facts.provider';
import type { PurchaseOrder } from '../purchase-order/purchase-order';
import { purchaseOrderProjection } from '../purchase-order/purchase-order.projection';
import { lotProjection } from '../stock-ledger/lot.projection';
import { organizations } from '../stock-ledger/organizations.entity';
import { reservationProjection } from '../stock-ledger/reservation.projection';
import { stockLevelProjection } from '../stock-ledger/stock-level.projection';
import { supplier } from '../supplier/supplier';
import { orderSuggestedItems, type SuggestedOrderFacts } from './order-suggested-items';
import { suggestionsOf } from './reorder-suggestions.query';

/** The projections of everything that a suggestion follows from. */
export const SUGGESTING = [
  itemProjection,
  stockLevelProjection,
  lotProjection,
  reservationProjection,
  purchaseOrderProjection,
  organizations.projection,
];

/** The suggestions are those of everything in the log: a draft of the same items made before counts. */
export async function suggestedOrderFacts(
  command: OrderSuggestedItems,
  given: FactsGiven<PurchaseOrder>,
): Promise<SuggestedOrderFacts> {
  const { context, lookup, parts } = given;
  const { tenantId } = context;
  const lines = command.itemIds.map((itemId) => ({ itemId }));
  const known = await draftFacts({ ...command, lines }, given, (index) => `/itemIds/${index}`);
  const { supplierId } = known.supplier;
  if (supplierId === null) throw faultAt('NOT_FOUND', '/supplier', 'is no supplier here');
  const { state } = await lookup.state(supplier, tenantId, supplierId);
  await upToDate(SUGGESTING, 'Suggestions', parts);
  const suggestions = await parts.tenantReader.query(tenantId, (rows) =>
    suggestionsOf(rows, tenantId, command.itemIds),
  );
  return withNumber(command, { ...known, terms: state.terms, suggestions }, { given, decide: orderSuggestedItems });
}
