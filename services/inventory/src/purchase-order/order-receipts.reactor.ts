import { on } from '#contracts/declare/on';
import { AmendPurchaseReceipt } from '#contracts/inventory/amend-purchase-receipt';
import { RecordPurchaseReturn } from '#contracts/inventory/record-purchase-return';
import {
  StockCorrected,
  StockReturned,
  StockReversed,
  type StockMovement,
  type StockTransaction,
} from '#contracts/inventory/stock-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { reactor, type Wanted } from '#libs/event-sourcing';

/** An order's line follows the stock: receipts reversed or corrected there, and goods returned to the supplier. */
export const orderReceiptsReactor = reactor({
  name: 'order-receipts',
  service: 'inventory',
  // A reversal or return of any age has to reach its order; the order ignores one that it has already.
  from: 'start',
  on: [
    on(StockReversed, ({ data }) => {
      const { source, reversed } = data;
      if (source?.type === 'order_receipt') return [amended(data, source.id, reversed, null)];
      if (source?.type !== 'order_return' || source.lineId === null) return [];
      return [returned(source.id, source.lineId, reversed, '0.000')];
    }),
    on(StockCorrected, ({ data }) => {
      const { source, reversed, movements } = data;
      if (source?.type !== 'order_receipt') return [];
      return [amended(data, source.id, reversed, movements.find(({ reverses }) => reverses === null) ?? null)];
    }),
    on(StockReturned, ({ data }) => {
      const { source, transactionId, movements } = data;
      if (source?.type !== 'order_return' || source.lineId === null) return [];
      const total = movements.reduce((sum, { stockQuantity }) => sum - quantityUnits(stockQuantity), 0n);
      return [returned(source.id, source.lineId, transactionId, quantityText(total))];
    }),
  ],
});

function amended(
  { transactionId, exchangeRate }: StockTransaction,
  orderId: string,
  reversed: string,
  replacement: StockMovement | null,
): Wanted {
  const now = replacement && {
    quantity: replacement.quantity,
    unit: replacement.unit,
    factor: replacement.factor,
    stockQuantity: replacement.stockQuantity,
  };
  const allocatedCost = replacement?.allocatedCost ?? null;
  const payload = { orderId, reversed, transactionId, now, exchangeRate, allocatedCost };
  return { contract: AmendPurchaseReceipt, payload };
}

function returned(orderId: string, lineId: string, transactionId: string, quantity: string): Wanted {
  return { contract: RecordPurchaseReturn, payload: { orderId, lineId, transactionId, returned: quantity } };
}
