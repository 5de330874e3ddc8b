import { GetStockDocument } from '#contracts/inventory/get-stock-document';
import { RecordAdjustments } from '#contracts/inventory/record-adjustments';
import { RecordReceipts } from '#contracts/inventory/record-receipts';
import { RecordTransfers } from '#contracts/inventory/record-transfers';
import { RecordUsages } from '#contracts/inventory/record-usages';
import { RetryDocumentLine } from '#contracts/inventory/retry-document-line';
import { WithdrawDocumentLine } from '#contracts/inventory/withdraw-document-line';
import { handler, query, type Feature } from '#libs/runtime';
import { getStockDocument } from './get-stock-document.query';
import { recordDocument } from './record-stock-document.handler';
import { retryDocumentLine, withdrawDocumentLine } from './settle-document-line';
import { settleLine } from './settle-document-line.handler';

export const documentFeature: Feature = {
  wirings: [
    handler(RecordReceipts, recordDocument('receipt')),
    handler(RecordUsages, recordDocument('usage')),
    handler(RecordTransfers, recordDocument('transfer')),
    handler(RecordAdjustments, recordDocument('adjustment')),
    handler(RetryDocumentLine, settleLine(retryDocumentLine)),
    handler(WithdrawDocumentLine, settleLine(withdrawDocumentLine)),
    query(GetStockDocument, getStockDocument, { reads: [] }),
  ],
};
