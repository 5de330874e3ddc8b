import { event } from '#contracts/declare/event';
import type { DomainError } from '#contracts/errors';
import type { RecordAdjustments } from '#contracts/inventory/record-adjustments';
import type { ReceiptLine, RecordReceipts } from '#contracts/inventory/record-receipts';
import type { RecordTransfers } from '#contracts/inventory/record-transfers';
import type { RecordUsages, UsageLine } from '#contracts/inventory/record-usages';
import {
  StockDocumentRecorded,
  type DocumentKind,
  type StockDocumentLine,
} from '#contracts/inventory/stock-document-events';
import type { Given } from '#libs/event-sourcing';
import { issuedTo } from '../stock-ledger/transaction';
import type { StockDocument, StockDocumentEvent } from './stock-document';

export type StockDocumentCommand = RecordReceipts | RecordUsages | RecordTransfers | RecordAdjustments;

/** The refusal of the first line that its item would refuse now. */
export interface StockDocumentFacts {
  readonly refusal: DomainError | undefined;
}

/** Records a document whose lines have been checked as a whole. */
export function recordStockDocument(
  recorded: StockDocumentRecorded,
  { status }: StockDocument,
  { facts }: Given<StockDocumentFacts>,
): StockDocumentEvent[] {
  if (status !== 'absent') return [];
  if (facts.refusal) throw facts.refusal;
  return [event(StockDocumentRecorded, recorded)];
}

type AnyLine = StockDocumentCommand['lines'][number];

/** The document that a command describes. */
export function documentOf(
  kind: DocumentKind,
  { lines, reference, note, effectiveAt }: StockDocumentCommand,
  newId: (name: string) => string,
  bypassesFreeze: boolean,
): StockDocumentRecorded {
  return {
    documentId: newId('document'),
    kind,
    effectiveAt: effectiveAt ?? null,
    reference: reference ?? null,
    note: note ?? null,
    bypassesFreeze,
    lines: lines.map((line, index) => lineOf(line, newId(`posting-${index + 1}`))),
  };
}

function lineOf(line: AnyLine, postingId: string): StockDocumentLine {
  const { itemId, quantity, unit, note } = line;
  const said = {
    postingId,
    itemId,
    quantity,
    unit: unit ?? null,
    note: note ?? null,
    unitCost: null,
    totalCost: null,
    reason: null,
    corrects: null,
    reservationId: null,
  };
  if ('fromLocationId' in line) {
    const { fromLocationId: locationId, toLocationId } = line;
    return { ...said, locationId, toLocationId, lot: namedLot(line) };
  }
  const { locationId } = line;
  const placed = { ...said, locationId, toLocationId: null };
  if ('reason' in line) {
    const { reason, unitCost, corrects } = line;
    return { ...placed, reason, unitCost: unitCost ?? null, corrects: corrects ?? null, lot: namedLot(line) };
  }
  if (!isReceipt(line)) {
    return { ...placed, ...issuedTo(line), lot: namedLot(line), reservationId: line.reservationId ?? null };
  }
  const { unitCost, totalCost, lot } = line;
  const broughtIn = lot ? { number: lot.number, expiresOn: lot.expiresOn ?? null } : null;
  return { ...placed, unitCost: unitCost ?? null, totalCost: totalCost ?? null, lot: broughtIn };
}

/** A receipt always has a cost. */
function isReceipt(line: ReceiptLine | UsageLine): line is ReceiptLine {
  return 'unitCost' in line || 'totalCost' in line;
}

function namedLot({ lotNumber }: { readonly lotNumber?: string }) {
  return lotNumber === undefined ? null : { number: lotNumber, expiresOn: null };
}
