import { event } from '#contracts/declare/event';
import { ProductGrantLeaveSet } from '#contracts/inventory/grant-events';
import { accessGaps, type AccessGap } from '#contracts/tenancy/access-gaps';
import type { EmploymentFacts } from '#contracts/tenancy/employment-facts';
import type { Given } from '#libs/event-sourcing';
import { earlier, type CatalogueEvent, type CatalogueService } from '../service/catalogue-service';

/** The time between two employments, or after the last. */
export type Leave = Pick<AccessGap, 'from' | 'until'>;

/** The holder's ids, and their leaves, oldest first. */
export interface HolderLeave {
  readonly holderIds: readonly string[];
  readonly leaves: readonly Leave[];
}

/** A revocation of access ends no employment. */
export function leavesOf({ spells }: Pick<EmploymentFacts, 'spells'>, timeZone: string): readonly Leave[] {
  return accessGaps({ spells, accessRevokedAt: null }, timeZone);
}

/**
 * The instant at which a leave ends a grant: the first after its start. A rehire gives nothing back; a grant that begins
 * shortly before the rehire is meant for it.
 */
export function leaveAfter(startsAt: string, leaves: readonly Leave[]): string | null {
  const ends = leaves.find(({ from, until }) => until === null || Date.parse(from) > Date.parse(startsAt));
  if (!ends) return null;
  return Date.parse(ends.from) > Date.parse(startsAt) ? ends.from : startsAt;
}

/** Ends the grants of a holder with their employment, and takes that back when the leave is. */
export function applyHolderLeave(
  _command: object,
  { serviceId, grants }: CatalogueService,
  { facts: { holderIds, leaves } }: Given<HolderLeave>,
): CatalogueEvent[] {
  return [...grants].flatMap(([grantId, { holderId, productId, startsAt, endsAt, ownEndsAt }]) => {
    if (!holderIds.includes(holderId)) return [];
    const leavesAt = leaveAfter(new Date(startsAt).toISOString(), leaves);
    if (earlier(ownEndsAt, leavesAt) === endsAt) return [];
    return [event(ProductGrantLeaveSet, { grantId, productId, serviceId, leavesAt })];
  });
}
