import { on } from '#contracts/declare/on';
import { PostStock, type PostedSource } from '#contracts/inventory/post-stock';
import { PurchaseReceiptRecorded, PurchaseReceiptRetried } from '#contracts/inventory/purchase-order-events';
import { StockDocumentLineRetried, StockDocumentRecorded } from '#contracts/inventory/stock-document-events';
import { reactor, type Wanted } from '#libs/event-sourcing';

const post = (source: PostedSource, sourceId: string, partId: string): Wanted[] => [
  { contract: PostStock, payload: { source, sourceId, partId } },
];

/** Posts what documents, receipts and counts have recorded to the items. */
export const postStockReactor = reactor({
  name: 'post-stock',
  service: 'inventory',
  // A recorded line is posted however long ago that was; posting it twice changes nothing.
  from: 'start',
  on: [
    on(StockDocumentRecorded, ({ data: { documentId } }) => post('document', documentId, documentId)),
    on(StockDocumentLineRetried, ({ data: { documentId } }) => post('document', documentId, documentId)),
    on(PurchaseReceiptRecorded, ({ data: { orderId, receiptId } }) => post('order_receipt', orderId, receiptId)),
    on(PurchaseReceiptRetried, ({ data: { orderId, receiptId } }) => post('order_receipt', orderId, receiptId)),
  ],
});
