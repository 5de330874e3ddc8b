import type { SelectQueryBuilder } from 'typeorm';
import type { ReservationDetails, ReservationStatus } from '#contracts/inventory/list-reservations';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { LISTED } from '#libs/read-models';
import type { ReservationRow } from '../stock-ledger/reservation.entity';

/** By the status shown: an expiry counts from its moment on, whether it has been recorded or not. */
export function withStatus(query: SelectQueryBuilder<ReservationRow>, status: ReservationStatus): void {
  const isStored = `${LISTED}.status = :status`;
  const isOver = `${LISTED}.expiresAt <= :now`;
  const isPending = `${LISTED}.status IN ('open', 'consumed')`;
  const of: Record<ReservationStatus, string> = {
    open: `${isStored} AND NOT ${isOver}`,
    consumed: `${isStored} AND NOT ${isOver}`,
    expired: `(${isStored} OR ${isPending} AND ${isOver})`,
    released: isStored,
  };
  query.andWhere(of[status], { status, now: new Date().toISOString() });
}

export function reservationOf(row: ReservationRow): ReservationDetails {
  const { reservationId: id, itemId, locationId, lotNumber, quantity, unit, stockQuantity, reference } = row;
  const { effectiveAt, expiresAt, createdAt } = row;
  const left = quantityText(quantityUnits(stockQuantity) - quantityUnits(row.consumed));
  const described = { id, itemId, locationId, lotNumber, quantity, unit, stockQuantity, left, reference };
  return { ...described, status: statusOf(row), effectiveAt, expiresAt, createdAt };
}

function statusOf({ status, expiresAt }: ReservationRow): ReservationStatus {
  const isPending = status === 'open' || status === 'consumed';
  return isPending && Date.parse(expiresAt) <= Date.now() ? 'expired' : status;
}
