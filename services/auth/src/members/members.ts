import {
  MembershipDeactivated,
  MembershipGranted,
  MembershipReactivated,
  MembershipRolesSet,
  type MembershipEvent,
} from '#contracts/auth/membership-events';
import type { OrganizationRole } from '#contracts/permissions';
import type { Aggregate } from '#libs/event-sourcing';

/** One account in the organisation. */
export interface Member {
  readonly status: 'active' | 'pending' | 'inactive';
  readonly roles: readonly OrganizationRole[];
  /** Whether the person is a member of their own will: what a reactivation gives back is an invitation otherwise. */
  readonly accepted: boolean;
  /** Of its last event: the version that tokens carry, and the entity tag. */
  readonly revision: number;
  /** The revision at which it was granted or last reactivated: older sessions are over. */
  readonly since: number;
}

/**
 * The members of an organisation, all in one stream named by the organisation: that one administrator must stay is a
 * rule about all of them, and two demotions at once must not both pass. It is folded from its first event, since a grant
 * holds personal data, which no snapshot may; what it grows to is who ever was a member: the limit bounds those who are.
 */
export type Members = Map<string, Member>;

export const members: Aggregate<Members, MembershipEvent> = {
  category: 'auth.members',
  events: [MembershipGranted, MembershipRolesSet, MembershipDeactivated, MembershipReactivated],
  initial: () => new Map(),
  evolve: (state, { type, data }, { revision }) => {
    const known = state.get(data.accountId) ?? NOBODY;
    switch (type) {
      case 'MembershipGranted': {
        const { status, roles } = data;
        return state.set(data.accountId, { status, roles, accepted: status === 'active', revision, since: revision });
      }
      case 'MembershipRolesSet':
        return state.set(data.accountId, { ...known, roles: data.roles, revision });
      case 'MembershipDeactivated':
        return state.set(data.accountId, { ...known, status: 'inactive', revision });
      case 'MembershipReactivated':
        return state.set(data.accountId, { ...known, status: restored(known), revision, since: revision });
    }
  },
};

/** The entity tag of a member after a command: its event's revision, or as it was where there is none. */
export function tagOf(
  { revision, events }: { readonly revision: number; readonly events: readonly MembershipEvent[] },
  unchanged: number | undefined,
): number {
  return events.length > 0 ? revision : (unchanged ?? revision);
}

const NOBODY: Member = { status: 'inactive', roles: [], accepted: false, revision: 0, since: 0 };

/** Whoever administers an organisation makes nobody a member who has not agreed to it, by no detour. */
export function restored({ accepted }: Pick<Member, 'accepted'>): 'active' | 'pending' {
  return accepted ? 'active' : 'pending';
}

/** Who was invited takes a place before they come; who was deactivated leaves theirs to another. */
export function placesTaken(state: Members): number {
  return [...state.values()].filter(({ status }) => status !== 'inactive').length;
}

/** Whether nobody but this account could administer the organisation. */
export function isLastAdmin(state: Members, accountId: string): boolean {
  const isActiveAdmin = ({ status, roles }: Member) => status === 'active' && roles.includes('admin');
  const own = state.get(accountId);
  if (!own || !isActiveAdmin(own)) return false;
  return ![...state].some(([id, member]) => id !== accountId && isActiveAdmin(member));
}
