import { event } from '#contracts/declare/event';
import { MAX_STALE_MEMBERS, StaleMembersFound } from '#contracts/auth/membership-events';
import type { Given } from '#libs/event-sourcing';
import type { MembershipEvent, Members } from '../members/members';

/** Memberships, as rows and tables have them: those that are not new, without those that were used lately. */
export interface UnusedMembers {
  readonly unused: readonly string[];
}

const MAX_TOLD = 100;

/** Records those who are still members, and the administrators to be told; nothing where there are none. */
export function findStaleMembers(
  _command: object,
  state: Members,
  { tenantId: organizationId, facts: { unused } }: Given<UnusedMembers>,
): MembershipEvent[] {
  const stale = unused.filter((id) => state.get(id)?.status === 'active').toSorted();
  if (stale.length === 0) return [];
  const told = [...state].filter(([, { status, roles }]) => status === 'active' && roles.includes('admin'));
  return [
    event(StaleMembersFound, {
      organizationId,
      users: stale.length,
      membershipIds: stale.slice(0, MAX_STALE_MEMBERS),
      toldIds: told.slice(0, MAX_TOLD).map(([id]) => id),
    }),
  ];
}
