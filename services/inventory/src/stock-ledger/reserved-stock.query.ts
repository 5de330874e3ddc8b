import type { EntityManager } from 'typeorm';
import type { ReservedStock } from './available-stock';
import { ConsumptionRow, ReservationRow } from './reservation.entity';

/**
 * The quantities reserved of items: now, with every usage, or as of a moment by effective time. `moment`: ISO 8601 UTC,
 * by which reservations have expired.
 */
export async function reservedOf(
  rows: EntityManager,
  tenantId: string,
  itemIds: readonly string[],
  { asOf, moment }: { readonly asOf: string | null; readonly moment: string },
): Promise<readonly ReservedStock[]> {
  if (itemIds.length === 0) return [];
  const view = (entity: new () => object) => rows.dataSource.getMetadata(entity).tablePath;
  return rows.query<ReservedStock[]>(reservedIn(view(ReservationRow), view(ConsumptionRow)), [
    tenantId,
    itemIds,
    asOf,
    moment,
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
         AND consumption.reversed_position IS NULL
         AND ($3::timestamptz IS NULL OR consumption.effective_at <= $3)
    ) used ON true
   WHERE reservation.tenant_id = $1 AND reservation.item_id = ANY ($2::uuid[])
     AND ($3::timestamptz IS NULL OR reservation.effective_at <= $3)
     AND least(reservation.expires_at, coalesce(reservation.ended_at, reservation.expires_at)) > $4::timestamptz
   GROUP BY reservation.item_id, reservation.location_id, reservation.lot_number`;
