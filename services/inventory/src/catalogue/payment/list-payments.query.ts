import type { SelectQueryBuilder } from 'typeorm';
import type { PaymentStatus, RegisteredPayment } from '#contracts/inventory/list-payments';
import { decimalUnits, scaledText } from '#contracts/values/amounts';
import { localDate } from '#contracts/values/local-date';
import { LISTED } from '#libs/read-models';
import type { JoinedRow } from '#libs/runtime';
import type { ProductRow } from '../product/product.entity';
import type { ServiceRow } from '../service/service.entity';
import type { PaymentRow } from './payment.entity';
import { cancelByOf, missingFields, statusOf, termEndOn } from './payment-term';

type Listed = JoinedRow<
  PaymentRow,
  { product: ProductRow; service: ServiceRow; organization: { readonly timeZone: string } }
>;

/** The date of an organisation whose directory entry has not come yet is UTC's. */
export function todayOf(organization: { readonly timeZone: string } | null): string {
  return localDate(new Date().toISOString(), organization?.timeZone ?? 'UTC');
}

export function shownPayment(row: Listed): RegisteredPayment {
  const { productId, serviceId, amount, currency, cycle, payerId, method, cardholder, invoice } = row;
  const { autoRenew, noticeDays, complete, overdue, createdAt, updatedAt } = row;
  const today = todayOf(row.organization);
  return {
    id: productId,
    productId,
    productName: row.product?.name ?? null,
    serviceId,
    serviceName: row.service?.name ?? null,
    amount: amount === null ? null : centsText(amount),
    currency,
    cycle,
    payerId,
    method,
    cardholder,
    invoice,
    expiresOn: row.expiresOn,
    termEndsOn: termEndOn(row, today),
    autoRenew,
    noticeDays,
    cancelBy: cancelByOf(row, today),
    complete,
    missing: missingFields(row),
    status: statusOf(row, today),
    overdue,
    createdAt,
    updatedAt,
  };
}

const AMOUNT_PLACES = 2;

/** The column has more places than an amount. */
function centsText(amount: string): string {
  return scaledText(decimalUnits(amount, AMOUNT_PLACES), AMOUNT_PLACES);
}

/** The date in the organisation's time zone, of the joined row `organization`. */
const TODAY = `CAST(now() AT TIME ZONE coalesce(organization.timeZone, 'UTC') AS date)`;
const EXPIRES_ON = `${LISTED}.expiresOn`;
const MONTHS = `CASE WHEN NOT ${LISTED}.autoRenew THEN 0 WHEN ${LISTED}.cycle = 'monthly' THEN 1
  WHEN ${LISTED}.cycle = 'quarterly' THEN 3 WHEN ${LISTED}.cycle = 'yearly' THEN 12 ELSE 0 END`;
const BETWEEN = `CAST((extract(year FROM ${TODAY}) - extract(year FROM ${EXPIRES_ON})) * 12
  + extract(month FROM ${TODAY}) - extract(month FROM ${EXPIRES_ON}) AS integer)`;
const renewed = (more: 0 | 1) =>
  `CAST(${EXPIRES_ON} + make_interval(months => (${BETWEEN} / nullif(${MONTHS}, 0) + ${more}) * (${MONTHS})) AS date)`;
const TERM_END = `CASE WHEN (${MONTHS}) = 0 OR ${EXPIRES_ON} >= ${TODAY} THEN ${EXPIRES_ON}
  WHEN ${renewed(0)} >= ${TODAY} THEN ${renewed(0)} ELSE ${renewed(1)} END`;
const WIDEST_STAGE = `coalesce(${LISTED}.noticeDays, CASE WHEN (${MONTHS}) = 1 THEN 7 ELSE 30 END)`;
const HAS_EXPIRED = `((${MONTHS}) = 0 AND ${EXPIRES_ON} < ${TODAY})`;
const IS_IN_STAGE = `(${TODAY} >= (${TERM_END}) - ${WIDEST_STAGE})`;

/** The same as `statusOf`, for rows. */
const BY_STATUS: Readonly<Record<PaymentStatus, string>> = {
  ok: `(${EXPIRES_ON} IS NULL OR NOT ${HAS_EXPIRED} AND NOT ${IS_IN_STAGE})`,
  expiring: `NOT ${HAS_EXPIRED} AND ${IS_IN_STAGE}`,
  expired: HAS_EXPIRED,
};

export function withPaymentStatus(query: SelectQueryBuilder<PaymentRow>, status: PaymentStatus): void {
  // Properties are found between spaces alone.
  query.andWhere(BY_STATUS[status].replaceAll(/\s+/g, ' '));
}
