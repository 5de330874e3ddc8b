import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Flag, Id, Instant, List, Money, Nested, Quantity, Text, Unit } from '../declare/fields';
import { MAX_LINES, PostingOutcome } from './posting-outcome';
import { ADJUSTMENT_REASONS, MovedLot, type AdjustmentReason } from './stock-events';

export const DOCUMENT_KINDS = ['receipt', 'usage', 'transfer', 'adjustment'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** One line of a document, as entered: what a command on the item alone would say. */
export class StockDocumentLine {
  @Id({ technical: true, description: 'Of the command that posts it' }) postingId!: string;
  @Id() itemId!: string;
  @Id({ description: 'Of a transfer: from where' }) locationId!: string;
  @Id({ nullable: true, description: 'Of a transfer: to where' }) toLocationId!: string | null;
  @Quantity({ sign: 'not_zero', description: 'Of an adjustment: signed' }) quantity!: string;
  @Unit({ nullable: true, description: "Null: the item's stock unit" }) unit!: string | null;
  @Money({ places: 8, nullable: true }) unitCost!: string | null;
  @Money({ nullable: true }) totalCost!: string | null;
  @Nested(() => MovedLot, { nullable: true }) lot!: MovedLot | null;
  @Choice(ADJUSTMENT_REASONS, { nullable: true }) reason!: AdjustmentReason | null;
  @Id({ nullable: true }) corrects!: string | null;
  @Id({ nullable: true }) reservationId!: string | null;
  @Id({ optional: true, description: 'Of a usage: the employee to whom it is issued' }) employeeId?: string;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
}

const declared = <Data extends { documentId: string }>(action: string, summary: string): EventOptions<Data> => ({
  category: 'inventory.document',
  version: 1,
  entity: { type: 'stock_document', id: 'documentId' },
  occurrence: true,
  action,
  summary,
});

/** Several items in one command, checked as a whole. Its lines are posted to the items one by one. */
@Event<StockDocumentRecorded>(declared('stock_document.recorded', 'A document of several items was recorded'))
export class StockDocumentRecorded {
  static readonly type = 'StockDocumentRecorded';
  @Id() documentId!: string;
  @Choice(DOCUMENT_KINDS) kind!: DocumentKind;
  @Instant({ nullable: true, description: 'As given; null: when it was recorded' }) effectiveAt!: string | null;
  @Text({ max: 200, nullable: true }) reference!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
  @Flag({ description: 'Recorded by somebody who may record in a frozen period' }) bypassesFreeze!: boolean;
  @List(Nested(() => StockDocumentLine), { min: 1, max: MAX_LINES }) lines!: readonly StockDocumentLine[];
}

@Event<StockDocumentPosted>(
  declared('stock_document.posted', 'Lines of a document were posted to their items, or refused'),
)
export class StockDocumentPosted {
  static readonly type = 'StockDocumentPosted';
  @Id() documentId!: string;
  @List(Nested(() => PostingOutcome), { min: 1, max: MAX_LINES }) outcomes!: readonly PostingOutcome[];
}

@Event<StockDocumentLineRetried>(
  declared('stock_document.line_retried', 'A refused line of a document is posted again'),
)
export class StockDocumentLineRetried {
  static readonly type = 'StockDocumentLineRetried';
  @Id() documentId!: string;
  @Count({ min: 1, max: MAX_LINES }) line!: number;
}

@Event<StockDocumentLineWithdrawn>(
  declared('stock_document.line_withdrawn', 'A refused line of a document was withdrawn'),
)
export class StockDocumentLineWithdrawn {
  static readonly type = 'StockDocumentLineWithdrawn';
  @Id() documentId!: string;
  @Count({ min: 1, max: MAX_LINES }) line!: number;
}
