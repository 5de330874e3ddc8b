import type { ReturnStock } from '#contracts/inventory/return-stock';
import type { OrderLine } from './order-line';
import type { ReturnFacts } from './return-stock';
import { notFound, stockFacts, type LedgerGiven } from './stock-facts';

/** The facts of a return: an order's line is one of the item's own; any other is `NOT_FOUND`, in any organisation. */
export async function returnedStockFacts(command: ReturnStock, given: LedgerGiven): Promise<ReturnFacts> {
  const facts = await stockFacts('locationId')(command, given);
  if (command.orderLineId === undefined) return facts;
  const orderLine = await findOrderLine(command.orderLineId, command.itemId, given);
  if (!orderLine) throw notFound('orderLineId', 'is no line of an order for this item');
  return { ...facts, orderLine };
}

/** There are no orders yet. Their feature looks the line up here. */
function findOrderLine(_lineId: string, _itemId: string, _given: LedgerGiven): Promise<OrderLine | undefined> {
  return Promise.resolve(undefined);
}
