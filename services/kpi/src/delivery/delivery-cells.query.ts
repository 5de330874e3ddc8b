import type { EntityManager } from 'typeorm';
import { quantityUnits } from '#contracts/values/amounts';
import { localDate } from '#contracts/values/local-date';
import { viewOf } from '#libs/read-models';
import type { CellAnswer, CellSource, KpiQuestion } from '../figure/cell-source.query';
import { deliveryCells } from './delivery-cells';
import { DeliveryRow } from './delivery.entity';
import type { Delivery } from './on-time';

/** The figures of deliveries. */
export const deliverySource: CellSource = {
  kpis: ['otd_gross', 'otd_net', 'otd_true'],
  cells: cellsOfDeliveries,
};

async function cellsOfDeliveries(question: KpiQuestion, rows: EntityManager): Promise<CellAnswer> {
  const { period, grain, groupBy, asOf, timeZone, against } = question;
  const deliveries = await knownDeliveries(question, rows);
  const today = localDate(asOf, timeZone);
  return deliveryCells(deliveries, { period, grain, isByOrder: groupBy.includes('order'), today, against });
}

interface KnownRow extends Omit<Delivery, 'ordered' | 'delivered'> {
  readonly ordered: string;
  readonly delivered: string | null;
}

const KNOWN = `
  tenant_id = $1 AND NOT removed
  AND recorded_from <= $5::timestamptz AND (recorded_to IS NULL OR recorded_to > $5::timestamptz)`;

/** Of orders that can be due in the period all lines: an order is complete with its last one. */
const LINES = (deliveries: string) => `
  WITH due AS (
    SELECT DISTINCT order_key
      FROM ${deliveries} delivery
     WHERE ${KNOWN}
       -- After as-of: on the date before it in UTC at the earliest, in any zone.
       AND (delivered_on IS NULL OR delivered_on >= least($2::date, ($4::timestamptz AT TIME ZONE 'UTC')::date - 1))
       AND least(first_promised_on, requested_on, last_promised_on, delivered_on) <= $3::date
  )
  SELECT min(order_code COLLATE "C") OVER (PARTITION BY order_key) AS "order", requested_on::text AS "requestedOn",
         first_promised_on::text AS "firstPromisedOn", last_promised_on::text AS "lastPromisedOn",
         CASE WHEN delivered_at <= $4::timestamptz THEN delivered_on::text END AS "deliveredOn",
         ordered, delivered, justified
    FROM ${deliveries} delivery JOIN due USING (order_key)
   WHERE ${KNOWN}
   ORDER BY order_key`;

/** Those that can be due in the period, with the other lines of their orders. */
export async function knownDeliveries(
  { tenantId, period, asOf, knownAt }: KpiQuestion,
  rows: EntityManager,
): Promise<Delivery[]> {
  const found = await rows.query<KnownRow[]>(LINES(viewOf(rows, DeliveryRow)), [
    tenantId,
    period.from,
    period.to,
    asOf,
    knownAt,
  ]);
  return found.map(({ ordered, delivered, ...row }) => ({
    ...row,
    ordered: quantityUnits(ordered),
    delivered: quantityUnits(delivered ?? '0'),
  }));
}
