import type { EntityManager } from 'typeorm';
import { quantityUnits } from '#contracts/values/amounts';
import { localDate } from '#contracts/values/local-date';
import { viewOf } from '#libs/read-models';
import type { CellAnswer, CellSource, KpiQuestion } from '../figure/cell-source';
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

/** Of orders that can be due in the period all lines: an order is complete with its last one. */
const KNOWN = (deliveries: string) => `
  WITH known AS (
    SELECT order_key, order_code, requested_on, first_promised_on, last_promised_on, ordered, delivered, justified,
           CASE WHEN delivered_at <= $4::timestamptz THEN delivered_on END AS delivered_on
      FROM ${deliveries} delivery
     WHERE tenant_id = $1 AND NOT removed
       AND recorded_from <= $5::timestamptz AND (recorded_to IS NULL OR recorded_to > $5::timestamptz)
  ), due AS (
    SELECT DISTINCT order_key
      FROM known
     WHERE (delivered_on IS NULL OR delivered_on >= $2::date)
       AND least(first_promised_on, requested_on, last_promised_on, delivered_on) <= $3::date
  )
  SELECT min(order_code COLLATE "C") OVER (PARTITION BY order_key) AS "order", requested_on::text AS "requestedOn",
         first_promised_on::text AS "firstPromisedOn", last_promised_on::text AS "lastPromisedOn",
         delivered_on::text AS "deliveredOn", ordered, delivered, justified
    FROM known JOIN due USING (order_key)
   ORDER BY order_key`;

async function knownDeliveries(
  { tenantId, period, asOf, knownAt }: KpiQuestion,
  rows: EntityManager,
): Promise<Delivery[]> {
  const found = await rows.query<KnownRow[]>(KNOWN(viewOf(rows, DeliveryRow)), [
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
