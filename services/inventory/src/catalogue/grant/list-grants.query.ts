import type { SelectQueryBuilder } from 'typeorm';
import type { Grant, GrantStatus } from '#contracts/inventory/list-grants';
import { LISTED } from '#libs/read-models';
import type { JoinedRow } from '#libs/runtime';
import type { ProductRow } from '../product/product.entity';
import type { ServiceRow } from '../service/service.entity';
import type { GrantRow } from './grant.entity';

const IS_OVER = `(${LISTED}.status = 'expired' OR least(${LISTED}.endsAt, ${LISTED}.leavesAt) <= :now)`;
/** `least` passes over nulls. */
const GOES_ON = `coalesce(least(${LISTED}.endsAt, ${LISTED}.leavesAt) > :now, true)`;
const IS_AHEAD = `${LISTED}.startsAt > :now`;
const BY_STATUS: Readonly<Record<GrantStatus, string>> = {
  scheduled: `${LISTED}.status = 'active' AND ${IS_AHEAD}`,
  active: `${LISTED}.status = 'active' AND NOT ${IS_AHEAD} AND ${GOES_ON}`,
  expired: `${LISTED}.status <> 'revoked' AND ${IS_OVER}`,
  revoked: `${LISTED}.status = 'revoked'`,
};

/** By the status shown: a grant ends at its instant, whether that has been recorded or not. */
export function withGrantStatus(query: SelectQueryBuilder<GrantRow>, status: GrantStatus): void {
  query.andWhere(BY_STATUS[status], { now: new Date().toISOString() });
}

/** How a grant stands at a moment (epoch milliseconds), which may be past. */
export function grantStatus({ startsAt, endsAt, leavesAt, revokedAt }: GrantRow, now: number): GrantStatus {
  if (revokedAt !== null && Date.parse(revokedAt) <= now) return 'revoked';
  if ([endsAt, leavesAt].some((end) => end !== null && Date.parse(end) <= now)) return 'expired';
  return Date.parse(startsAt) > now ? 'scheduled' : 'active';
}

type Listed = JoinedRow<GrantRow, { product: ProductRow; service: ServiceRow }>;

export function shownGrant(row: Listed, { asOf }: { readonly asOf?: string } = {}): Grant {
  const { grantId: id, productId, serviceId, employeeId, userId, startsOn, endsOn, leavesAt } = row;
  const { departmentId, note, revokedAt, revokedReason, createdAt } = row;
  return {
    id,
    productId,
    productName: row.product?.name ?? null,
    serviceId,
    serviceName: row.service?.name ?? null,
    employeeId,
    userId,
    startsOn,
    endsOn,
    leavesAt,
    status: grantStatus(row, asOf === undefined ? Date.now() : Date.parse(asOf)),
    origin: departmentId === null ? 'by_hand' : 'department',
    departmentId,
    note,
    revokedAt,
    revokedReason,
    createdAt,
  };
}
