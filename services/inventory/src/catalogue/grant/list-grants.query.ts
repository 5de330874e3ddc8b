import type { SelectQueryBuilder } from 'typeorm';
import type { Grant, GrantStatus } from '#contracts/inventory/list-grants';
import { LISTED } from '#libs/read-models';
import type { JoinedRow } from '#libs/runtime';
import type { ProductRow } from '../product/product.entity';
import type { ServiceRow } from '../service/service.entity';
import type { GrantRow } from './grant.entity';

const IS_OVER = `(${LISTED}.status = 'expired' OR ${LISTED}.endsAt <= :now)`;
const IS_AHEAD = `${LISTED}.startsAt > :now`;
const BY_STATUS: Readonly<Record<GrantStatus, string>> = {
  scheduled: `${LISTED}.status = 'active' AND ${IS_AHEAD}`,
  active: `${LISTED}.status = 'active' AND NOT ${IS_AHEAD} AND (${LISTED}.endsAt IS NULL OR ${LISTED}.endsAt > :now)`,
  expired: `${LISTED}.status <> 'revoked' AND ${IS_OVER}`,
  revoked: `${LISTED}.status = 'revoked'`,
};

/** By the status shown: a grant ends at its instant, whether that has been recorded or not. */
export function withGrantStatus(query: SelectQueryBuilder<GrantRow>, status: GrantStatus): void {
  query.andWhere(BY_STATUS[status], { now: new Date().toISOString() });
}

/** How a grant stands at a moment (epoch milliseconds), which may be past. */
export function grantStatus({ startsAt, endsAt, revokedAt }: GrantRow, now: number): GrantStatus {
  if (revokedAt !== null && Date.parse(revokedAt) <= now) return 'revoked';
  if (endsAt !== null && Date.parse(endsAt) <= now) return 'expired';
  return Date.parse(startsAt) > now ? 'scheduled' : 'active';
}

type Listed = JoinedRow<GrantRow, { product: ProductRow; service: ServiceRow }>;

export function shownGrant(row: Listed, { asOf }: { readonly asOf?: string } = {}): Grant {
  const { grantId: id, productId, serviceId, employeeId, userId, startsOn, endsOn } = row;
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
    status: grantStatus(row, asOf === undefined ? Date.now() : Date.parse(asOf)),
    origin: departmentId === null ? 'by_hand' : 'department',
    departmentId,
    note,
    revokedAt,
    revokedReason,
    createdAt,
  };
}
