import type { EntityManager } from 'typeorm';
import { viewOf } from '#libs/read-models';
import type { ReservedStock } from './available-stock';
import { ConsumptionRow, ReservationRow } from './reservation.entity';

/** Times in ISO 8601 UTC. */
export interface ReservedAt {
  /** By effective time; null: with every usage. */
  readonly asOf: string | null;
  /** By time of recording; null: all that is recorded. */
  readonly knownAt: string | null;
  /** By which reservations have expired. */
  readonly moment: string;
}

/** The quantities reserved of items, as known at a time. */
export async function reservedOf(
  rows: EntityManager,
  tenantId: string,
  itemIds: readonly string[],
  { asOf, knownAt, moment }: ReservedAt,
): Promise<readonly ReservedStock[]> {
  if (itemIds.length === 0) return [];
  return rows.query<ReservedStock[]>(reservedIn(viewOf(rows, ReservationRow), viewOf(rows, ConsumptionRow)), [
    tenantId,
    itemIds,
    asOf,
    moment,
    knownAt ?? 'infinity',
  ]);
}

const reservedIn = (reservations: string, consumptions: string) => `
  SELECT reservation.item_id AS "itemId", reservation.location_id AS "locationId",
         reservation.lot_number AS "lotNumber", sum(reservation.stock_quantity - coalesce(used.quantity, 0)) AS reserved
    FROM ${reservations} reservation
    LEFT JOIN LATERAL (
      SELECT sum(consumption.quantity) AS quantity
        FROM ${consumptions} consumption
       WHERE consumption.tenant_id = $1 AND consumption.reservation_id = reservation.reservation_id
         AND consumption.recorded_at <= $5::timestamptz
         AND coalesce(consumption.reversed_at > $5::timestamptz, true)
         AND ($3::timestamptz IS NULL OR consumption.effective_at <= $3)
    ) used ON true
   WHERE reservation.tenant_id = $1 AND reservation.item_id = ANY ($2::uuid[])
     AND ($3::timestamptz IS NULL OR reservation.effective_at <= $3)
     AND reservation.created_at <= $5::timestamptz
     AND reservation.expires_at > $4::timestamptz
     AND NOT coalesce(reservation.ended_at <= $4::timestamptz AND reservation.end_recorded_at <= $5::timestamptz, false)
   GROUP BY reservation.item_id, reservation.location_id, reservation.lot_number`;
