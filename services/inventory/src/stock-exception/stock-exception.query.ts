import type { SelectQueryBuilder } from 'typeorm';
import { DomainError } from '#contracts/errors';
import type { GetStockException } from '#contracts/inventory/get-stock-exception';
import type { ListStockExceptions, StockExceptionDetails } from '#contracts/inventory/list-stock-exceptions';
import type { Page } from '#contracts/declare/list-request';
import type { CommandContext } from '#libs/identity';
import { equals, LISTED, listedRow, listPage, type ListDeclaration } from '#libs/read-models';
import { upToDate, type QueryGiven, type ServiceParts } from '#libs/runtime';
import { ItemRow } from '../item/item.entity';
import { LocationRow } from '../location/location.entity';
import { within } from '../location/location.query';
import { StockExceptionRow } from './stock-exception.entity';
import { stockExceptionProjection } from './stock-exception.projection';

const listed: ListDeclaration<StockExceptionRow> = {
  name: 'inventory.list-stock-exceptions',
  entity: StockExceptionRow,
  order: '-recordedAt',
  sort: ['recordedAt', 'effectiveAt'],
  joins: {
    item: { entity: ItemRow, on: { itemId: 'itemId' } },
    location: { entity: LocationRow, on: { locationId: 'locationId' } },
  },
  filters: {
    kind: equals('kind'),
    itemId: equals('itemId'),
    locationId: within,
    accepted: equals('isAccepted'),
  },
};

type Shown = StockExceptionRow & { readonly item: ItemRow | null; readonly location: LocationRow | null };

/** `GET stock-exceptions`: those that hold now; only those that nobody has accepted, unless it is said. */
export async function listStockExceptions(
  query: ListStockExceptions,
  { rows }: QueryGiven,
): Promise<Page<StockExceptionDetails>> {
  const page = await listPage(rows, listed, query, (builder, { filters }) => {
    holdingNow(builder);
    if (filters['accepted'] === undefined) builder.andWhere(`NOT ${LISTED}.isAccepted`);
  });
  return { ...page, items: page.items.map((row) => exceptionOf(row as Shown)) };
}

/** `GET stock-exceptions/{id}`, accepted or not. */
export async function getStockException(
  { exceptionId }: GetStockException,
  { rows, context: { tenantId } }: QueryGiven,
): Promise<StockExceptionDetails> {
  const found = await listedRow(rows, listed, { tenantId, exceptionId }, holdingNow);
  if (!found) throw new DomainError('NOT_FOUND', 'There is no such exception, or its cause is gone');
  return exceptionOf(found as Shown);
}

interface CommandGiven {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/**
 * The exception that a command names, of which the rows alone know.
 * @throws DomainError `NOT_FOUND`; `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function exceptionFacts(
  { exceptionId }: { readonly exceptionId: string },
  { context: { tenantId }, parts }: CommandGiven,
): Promise<StockExceptionRow> {
  await upToDate([stockExceptionProjection], 'Exceptions', parts);
  const found = await parts.tenantReader.query(tenantId, (rows) =>
    listedRow(rows, listed, { tenantId, exceptionId }, holdingNow),
  );
  if (!found) throw new DomainError('NOT_FOUND', 'There is no such exception, or its cause is gone');
  return found;
}

/** Those about reservations begin and end by themselves, with a day or an expiry. */
function holdingNow(query: SelectQueryBuilder<StockExceptionRow>): void {
  const now = new Date().toISOString();
  query
    .andWhere(`(${LISTED}.holdsFrom IS NULL OR ${LISTED}.holdsFrom <= :now)`, { now })
    .andWhere(`(${LISTED}.holdsUntil IS NULL OR ${LISTED}.holdsUntil > :now)`, { now });
}

function exceptionOf(row: Shown): StockExceptionDetails {
  const { exceptionId: id, kind, itemId, locationId, lotNumber, quantity, balances, code, movementId } = row;
  const { transactionId, documentId, orderId, receiptId, countId, line, reservationId } = row;
  const { effectiveAt, recordedAt, acceptedBy: by, acceptedAt: at, acceptedReason: reason } = row;
  return {
    id,
    kind,
    itemId,
    itemNumber: row.item?.itemNumber ?? null,
    locationId,
    locationCode: row.location?.code ?? null,
    lotNumber,
    quantity,
    balances,
    code,
    movementId,
    transactionId,
    documentId,
    orderId,
    receiptId,
    countId,
    line,
    reservationId,
    effectiveAt,
    recordedAt,
    offersRecount: countId !== null && itemId !== null && locationId !== null,
    accepted: by === null || at === null || reason === null ? null : { by, at, reason },
  };
}
