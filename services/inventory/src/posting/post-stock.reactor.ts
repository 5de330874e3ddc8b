import { on } from '#contracts/declare/on';
import { CountApproved, CountSubmitted } from '#contracts/inventory/count-events';
import { PostStock, type PostedSource } from '#contracts/inventory/post-stock';
import { PurchaseReceiptRecorded, PurchaseReceiptRetried } from '#contracts/inventory/purchase-order-events';
import { StockDocumentLineRetried, StockDocumentRecorded } from '#contracts/inventory/stock-document-events';
import { reactor, type Wanted } from '#libs/event-sourcing';

const post = (source: PostedSource, sourceId: string, partId: string): Wanted[] => [
  { contract: PostStock, payload: { source, sourceId, partId } },
];

/** Only what is within the tolerance, or approved, is posted. */
const judged = ({ countId, partId, lines }: Pick<CountSubmitted, 'countId' | 'partId' | 'lines'>): Wanted[] =>
  lines.some(({ outcome }) => outcome === 'posting') ? post('count', countId, partId) : [];

/** Posts what documents, receipts and counts have recorded to the items. */
export const postStockReactor = reactor({
  name: 'post-stock',
  service: 'inventory',
  // A recorded line is posted however long ago that was; posting it twice changes nothing.
  from: 'start',
  on: [
    on(StockDocumentRecorded, ({ data: { documentId } }) => post('document', documentId, documentId)),
    on(StockDocumentLineRetried, ({ data: { documentId } }) => post('document', documentId, documentId)),
    on(CountSubmitted, ({ data }) => judged(data)),
    on(CountApproved, ({ data }) => judged(data)),
    on(PurchaseReceiptRecorded, ({ data: { orderId, receiptId } }) => post('order_receipt', orderId, receiptId)),
    on(PurchaseReceiptRetried, ({ data: { orderId, receiptId } }) => post('order_receipt', orderId, receiptId)),
  ],
});
