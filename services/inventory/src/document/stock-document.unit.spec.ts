import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { StockDocumentPosted, type DocumentKind } from '#contracts/inventory/stock-document-events';
import { GIVEN, given } from '#libs/testing/given-when-then';
import { adjustStock } from '../stock-ledger/adjust-stock';
import { CELLAR, facts, ITEM, received, SHELF } from '../stock-ledger/stock-ledger.fixture';
import { stockLedger } from '../stock-ledger/stock-ledger';
import { transferStock } from '../stock-ledger/transfer-stock';
import { documentPosting } from './document-posting';
import { documentOf, recordStockDocument, type StockDocumentCommand } from './record-stock-document';
import { retryDocumentLine, withdrawDocumentLine } from './settle-document-line';
import { stockDocument, type StockDocument, type StockDocumentEvent } from './stock-document';

const accepted = { facts: { refusal: undefined } };
const AT = '2026-01-10T09:00:00.000Z';

const recorded = (kind: DocumentKind, command: StockDocumentCommand) => {
  const document = documentOf(kind, command, GIVEN.newId, false);
  const { documentId } = document;
  const events = given(stockDocument).when(recordStockDocument, document, accepted).events();
  return { document, documentId, events };
};
const stateAfter = (events: readonly StockDocumentEvent[]): StockDocument =>
  events.reduce(
    (state, made, revision) => stockDocument.evolve(state, { ...made, revision, occurredAt: GIVEN.now }),
    stockDocument.initial(),
  );
const pendingAfter = (events: readonly StockDocumentEvent[]) => documentPosting.pending(stateAfter(events));

const move = { itemId: ITEM, fromLocationId: SHELF, toLocationId: CELLAR };
const transfers = {
  lines: [
    { ...move, quantity: '2.000', note: 'Upside down' },
    { ...move, quantity: '1.000', unit: 'case', lotNumber: 'L-1' },
  ],
  reference: 'Truck 7',
  note: 'By rail',
};
const adjustments = {
  lines: [
    { itemId: ITEM, locationId: SHELF, quantity: '-2.000', reason: 'damaged' as const, corrects: GIVEN.newId('wrong') },
    { itemId: ITEM, locationId: SHELF, quantity: '3.000', reason: 'found' as const, unitCost: '1.50000000' },
  ],
  effectiveAt: AT,
};
const stock = received('10.000', '2026-01-01T00:00:00.000Z');

describe('a document', () => {
  it('of transfers moves each line from one location to the other, under the reference of the document', () => {
    const { documentId, events } = recorded('transfer', transfers);
    const [first, second] = pendingAfter(events);
    expect(second?.stock).toEqual({
      kind: 'transfer',
      command: { ...move, quantity: '1.000', unit: 'case', lotNumber: 'L-1', note: 'By rail' },
    });
    if (first?.stock.kind !== 'transfer') throw new TypeError('a line of transfers is a transfer');
    given(stockLedger, stock)
      .when(transferStock, first.stock.command, { facts: { ...facts(), posted: first.posted } })
      .thenMatching({
        type: 'StockTransferred',
        data: {
          reference: 'Truck 7',
          note: 'Upside down',
          source: { type: 'document', id: documentId },
          movements: [
            { locationId: SHELF, stockQuantity: '-2.000' },
            { locationId: CELLAR, stockQuantity: '2.000' },
          ],
        },
      });
  });

  it('of adjustments lowers and raises at the time of the document', () => {
    const { events } = recorded('adjustment', adjustments);
    const [lower, raise] = pendingAfter(events);
    if (lower?.stock.kind !== 'adjustment' || raise?.stock.kind !== 'adjustment') {
      throw new TypeError('a line of adjustments is an adjustment');
    }
    const adjust = ({ command }: typeof lower.stock) =>
      given(stockLedger, stock).when(adjustStock, command, { facts: facts() });
    expect(lower.stock.command).toMatchObject({ effectiveAt: AT });
    adjust(lower.stock).thenMatching({
      data: { reason: 'damaged', corrects: GIVEN.newId('wrong'), movements: [{ stockQuantity: '-2.000' }] },
    });
    adjust(raise.stock).thenMatching({
      data: { reason: 'found', movements: [{ stockQuantity: '3.000', unitCost: '1.50000000', value: '4.5000' }] },
    });
  });

  it('of usages issues each line to the employee whom it names', () => {
    const employeeId = GIVEN.newId('ada');
    const line = { itemId: ITEM, locationId: SHELF, quantity: '1.000' };
    const { events } = recorded('usage', { lines: [{ ...line, employeeId }, line] });
    expect(pendingAfter(events).map(({ stock: { command } }) => command)).toEqual([{ ...line, employeeId }, line]);
  });

  it('is recorded once, and not where one of its lines would be refused', () => {
    const { document, events } = recorded('transfer', transfers);
    given(stockDocument, ...events)
      .when(recordStockDocument, document, accepted)
      .thenNothing();
    const refusal = new DomainError('INSUFFICIENT_STOCK', 'Line 2', { line: 2 });
    given(stockDocument)
      .when(recordStockDocument, document, { facts: { refusal } })
      .thenRefused('INSUFFICIENT_STOCK', { line: 2 });
  });
});

describe.each([
  ['transfers', recorded('transfer', transfers)],
  ['adjustments', recorded('adjustment', adjustments)],
])('a line of %s', (_title, { documentId, events }) => {
  const outcome = (line: number, code: string | null) => ({
    line,
    itemId: ITEM,
    locationId: SHELF,
    lotNumber: null,
    ...(code === null
      ? { posting: 'done' as const, transactionId: GIVEN.newId(`transaction-${line}`), code }
      : { posting: 'failed' as const, transactionId: null, code }),
  });
  const posted = event(StockDocumentPosted, {
    documentId,
    outcomes: [outcome(1, null), outcome(2, 'INSUFFICIENT_STOCK')],
  });
  const settled = (past: readonly StockDocumentEvent[], line: number, decide: typeof retryDocumentLine) =>
    given(stockDocument, ...events, ...past).when(decide, { documentId, line });

  it('is posted again or given up where it was refused', () => {
    settled([posted], 2, retryDocumentLine).thenMatching({ type: 'StockDocumentLineRetried', data: { line: 2 } });
    settled([posted], 2, withdrawDocumentLine).thenMatching({ type: 'StockDocumentLineWithdrawn', data: { line: 2 } });
  });

  it('is settled once', () => {
    const retried = settled([posted], 2, retryDocumentLine).events();
    const withdrawn = settled([posted], 2, withdrawDocumentLine).events();
    for (const decide of [retryDocumentLine, withdrawDocumentLine]) {
      settled([], 2, decide).thenRefused('CONFLICT');
      settled([posted], 1, decide).thenRefused('CONFLICT');
      settled([posted, ...retried], 2, decide).thenRefused('CONFLICT');
      settled([posted, ...withdrawn], 2, decide).thenRefused('CONFLICT');
      settled([posted], 3, decide).thenRefused('NOT_FOUND');
    }
    expect(pendingAfter([...events, posted, ...retried]).map(({ line }) => line)).toEqual([2]);
    expect(pendingAfter([...events, posted, ...withdrawn])).toEqual([]);
  });
});
