import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { RetryDocumentLine } from '#contracts/inventory/retry-document-line';
import {
  StockDocumentLineRetried,
  StockDocumentLineWithdrawn,
  type DocumentKind,
} from '#contracts/inventory/stock-document-events';
import type { WithdrawDocumentLine } from '#contracts/inventory/withdraw-document-line';
import type { Permission } from '#contracts/permissions';
import type { Given } from '#libs/event-sourcing';
import { refuseUnlessFailed } from '../posting/line-posting';
import type { StockDocument, StockDocumentEvent } from './stock-document';

/** The permission to record a document of a kind: its lines are posted again with no less. */
const RECORDING: Readonly<Record<DocumentKind, Permission>> = {
  receipt: 'inventory.receipt.record',
  usage: 'inventory.usage.record',
  transfer: 'inventory.transfer.record',
  adjustment: 'inventory.adjustment.record',
};

/** Posts a refused line again. */
export function retryDocumentLine(
  { documentId, line }: RetryDocumentLine,
  document: StockDocument,
  given: Given,
): StockDocumentEvent[] {
  refuseToSettle(document, line, given);
  return [event(StockDocumentLineRetried, { documentId, line })];
}

/** Gives a refused line up. */
export function withdrawDocumentLine(
  { documentId, line }: WithdrawDocumentLine,
  document: StockDocument,
  given: Given,
): StockDocumentEvent[] {
  refuseToSettle(document, line, given);
  return [event(StockDocumentLineWithdrawn, { documentId, line })];
}

function refuseToSettle({ status, kind, lines }: StockDocument, line: number, { actor }: Given): void {
  if (status === 'absent') refuse('NOT_FOUND');
  if (!actor.may(RECORDING[kind])) refuse('FORBIDDEN');
  refuseUnlessFailed(lines[line - 1]);
}
