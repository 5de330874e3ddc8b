import { faultAt } from '#contracts/errors';
import type { ReturnStock } from '#contracts/inventory/return-stock';
import type { FactsGiven } from '#libs/runtime';
import { findOrderLine } from '../purchase-order/order-line.query';
import type { ReturnFacts } from './return-stock';
import { outgoingStockFacts, type LedgerGiven } from './stock-facts';

/** The facts of a return: an order's line is one of the item's own; any other is `NOT_FOUND`, in any organisation. */
export async function returnedStockFacts(
  command: ReturnStock,
  given: LedgerGiven & Pick<FactsGiven<unknown>, 'parts'>,
): Promise<ReturnFacts> {
  const facts = await outgoingStockFacts('locationId')(command, given);
  if (command.orderLineId === undefined) return facts;
  const orderLine = await findOrderLine(command.orderLineId, command.itemId, given);
  if (!orderLine) throw faultAt('NOT_FOUND', '/orderLineId', 'is no line of an order for this item');
  return { ...facts, orderLine };
}
