import { quantityUnits } from '#contracts/values/amounts';
import type { PlacedOrder } from '../purchase-order/on-order.query';
import type { StockHistory } from '../stock-ledger/stock-ledger';
import type { OrderChange } from './simulate';

/** The changes of the quantity on order: each order when it was submitted, its receipts, and its rest at its end. */
export function pastOrders(
  orders: readonly PlacedOrder[],
  { transactions }: Pick<StockHistory, 'transactions'>,
): OrderChange[] {
  return orders.flatMap(({ orderId, submittedAt, endedAt, ordered }) => {
    const receipts = [...transactions.values()].filter(
      ({ source, isReversed }) => !isReversed && source?.type === 'order_receipt' && source.id === orderId,
    );
    const received = receipts.map(({ effectiveAt, movements }) => ({
      at: Date.parse(effectiveAt),
      quantity: -movements.reduce(
        (sum, each) => sum + (each.reverses === null ? quantityUnits(each.stockQuantity) : 0n),
        0n,
      ),
    }));
    const whole = quantityUnits(ordered);
    const rest = received.reduce((left, { quantity }) => left + quantity, whole);
    const ended = endedAt !== null && rest > 0n ? [{ at: Date.parse(endedAt), quantity: -rest }] : [];
    return [{ at: Date.parse(submittedAt), quantity: whole }, ...received, ...ended];
  });
}
