import { evolve } from '#contracts/declare/fold';
import {
  StockDocumentLineRetried,
  StockDocumentLineWithdrawn,
  StockDocumentPosted,
  StockDocumentRecorded,
  type DocumentKind,
  type StockDocumentLine,
} from '#contracts/inventory/stock-document-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { PENDING, withOutcomes, type LinePosting } from '../posting/line-posting';

export type DocumentLineState = StockDocumentLine & LinePosting;

/** A document of several items, with the posting of each line. */
export interface StockDocument {
  readonly status: 'absent' | 'recorded';
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly effectiveAt: string | null;
  readonly reference: string | null;
  readonly note: string | null;
  readonly bypassesFreeze: boolean;
  readonly lines: readonly DocumentLineState[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

const ABSENT: StockDocument = {
  status: 'absent',
  documentId: '',
  kind: 'receipt',
  effectiveAt: null,
  reference: null,
  note: null,
  bypassesFreeze: false,
  lines: [],
  createdAt: '',
  updatedAt: '',
};

export const stockDocument = aggregate('inventory.document', () => ABSENT, [
  evolve(StockDocumentRecorded, (_, { data, occurredAt }) => ({
    ...data,
    status: 'recorded',
    lines: data.lines.map((line) => ({ ...line, ...PENDING })),
    createdAt: occurredAt,
    updatedAt: occurredAt,
  })),
  evolve(StockDocumentPosted, (document, { data: { outcomes }, occurredAt }) => ({
    ...document,
    lines: withOutcomes(document.lines, outcomes),
    updatedAt: occurredAt,
  })),
  evolve(StockDocumentLineRetried, (document, { data: { line }, occurredAt }) => ({
    ...document,
    lines: withLine(document.lines, line, PENDING),
    updatedAt: occurredAt,
  })),
  evolve(StockDocumentLineWithdrawn, (document, { data: { line }, occurredAt }) => ({
    ...document,
    lines: withLine(document.lines, line, { isWithdrawn: true }),
    updatedAt: occurredAt,
  })),
]);

export type StockDocumentEvent = EventsOf<typeof stockDocument>;

function withLine(
  lines: readonly DocumentLineState[],
  line: number,
  posting: Partial<LinePosting>,
): readonly DocumentLineState[] {
  return lines.map((each, index) => (index === line - 1 ? { ...each, ...posting } : each));
}

/** Nothing is under way. */
export function isSettled({ lines }: StockDocument): boolean {
  return lines.every(({ posting }) => posting !== 'pending');
}
