import { DomainError } from '#contracts/errors';
import type { GetStockDocument } from '#contracts/inventory/get-stock-document';
import type { Outcome, QueryGiven } from '#libs/runtime';
import { stockDocument } from './stock-document';

/** A document is one stream of few events, so it is read from there. */
export async function getStockDocument(
  { documentId }: GetStockDocument,
  { context, lookup }: QueryGiven,
): Promise<Outcome> {
  const { state, revision } = await lookup.state(stockDocument, context.tenantId, documentId);
  if (revision === 'none') throw new DomainError('NOT_FOUND', 'There is no such document');
  const { documentId: id, kind, effectiveAt, reference, note, createdAt, updatedAt } = state;
  const lines = state.lines.map(
    ({ itemId, locationId, toLocationId, quantity, unit, unitCost, totalCost, lot, reason, ...more }, index) => ({
      line: index + 1,
      itemId,
      locationId,
      toLocationId,
      quantity,
      unit,
      unitCost,
      totalCost,
      lotNumber: lot?.number ?? null,
      reason,
      employeeId: more.employeeId ?? null,
      posting: more.posting,
      transactionId: more.transactionId,
      code: more.code,
      withdrawn: more.isWithdrawn,
    }),
  );
  const answer = { id, kind, effectiveAt, reference, note, lines, createdAt, updatedAt };
  return { answer, etag: String(revision) };
}
