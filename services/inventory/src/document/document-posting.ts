import { event } from '#contracts/declare/event';
import {
  StockDocumentPosted,
  type DocumentKind,
  type StockDocumentLine,
} from '#contracts/inventory/stock-document-events';
import type { Decide } from '#libs/event-sourcing';
import { issuedTo } from '../stock-ledger/transaction';
import { newOutcomes } from '../posting/line-posting';
import type { Posting, PostingOutcomes, StockCommand } from '../posting/posting';
import { stockDocument, type StockDocument, type StockDocumentEvent } from './stock-document';

/** The document's part of every line. */
export interface DocumentHead {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly effectiveAt: string | null;
  readonly reference: string | null;
  readonly note: string | null;
  readonly bypassesFreeze: boolean;
}

export function postingsOf(
  head: DocumentHead,
  lines: readonly StockDocumentLine[],
  takenAt: string,
): readonly Posting[] {
  const source = { type: 'document', id: head.documentId, lineId: null } as const;
  return lines.map((line, index) => ({
    line: index + 1,
    postingId: line.postingId,
    stock: stockCommandOf(head, line),
    posted: { source, reference: head.reference, exchangeRate: null, allocatedCost: null, takenAt },
    bypassesFreeze: head.bypassesFreeze,
  }));
}

const recordOutcomes: Decide<PostingOutcomes, StockDocument, StockDocumentEvent> = (command, document) => {
  const { documentId, lines } = document;
  const outcomes = newOutcomes(lines, command.outcomes);
  return outcomes.length === 0 ? [] : [event(StockDocumentPosted, { documentId, outcomes })];
};

export const documentPosting = {
  aggregate: stockDocument,
  pending: (document: StockDocument): readonly Posting[] =>
    postingsOf(document, document.lines, document.createdAt).filter(
      ({ line }) => document.lines[line - 1]?.posting === 'pending',
    ),
  recordOutcomes,
};

function stockCommandOf(head: DocumentHead, line: StockDocumentLine): StockCommand {
  const { itemId, locationId, quantity } = line;
  const said = {
    itemId,
    quantity,
    ...(line.unit !== null && { unit: line.unit }),
    ...(head.effectiveAt !== null && { effectiveAt: head.effectiveAt }),
    ...noteOf(line.note ?? head.note),
  };
  const lotNumber = line.lot === null ? {} : { lotNumber: line.lot.number };
  switch (head.kind) {
    case 'receipt':
      return { kind: 'receipt', command: { ...said, locationId, ...costOf(line), ...lotOf(line) } };
    case 'usage':
      return {
        kind: 'usage',
        command: {
          ...said,
          locationId,
          ...lotNumber,
          ...(line.reservationId !== null && { reservationId: line.reservationId }),
          ...issuedTo(line),
        },
      };
    case 'transfer': {
      const places = { fromLocationId: locationId, toLocationId: line.toLocationId ?? '' };
      return { kind: 'transfer', command: { ...said, ...places, ...lotNumber } };
    }
    case 'adjustment': {
      const { unitCost, corrects, reason } = line;
      const more = { ...(unitCost !== null && { unitCost }), ...(corrects !== null && { corrects }) };
      return {
        kind: 'adjustment',
        command: { ...said, ...more, locationId, reason: reason ?? 'correction', ...lotNumber },
      };
    }
  }
}

const noteOf = (note: string | null) => (note === null ? {} : { note });

function costOf({ unitCost, totalCost }: StockDocumentLine) {
  return { ...(unitCost !== null && { unitCost }), ...(totalCost !== null && { totalCost }) };
}

function lotOf({ lot }: StockDocumentLine) {
  if (lot === null) return {};
  return { lot: { number: lot.number, ...(lot.expiresOn !== null && { expiresOn: lot.expiresOn }) } };
}
