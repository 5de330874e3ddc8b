import {
  MembershipDeactivated,
  MembershipGranted,
  MembershipReactivated,
  MembershipRolesSet,
} from '#contracts/auth/membership-events';
import { evolve } from '#contracts/declare/fold';
import type { OrganizationRole } from '#contracts/roles';
import { aggregate, type EventsOf, type Thing } from '#libs/event-sourcing';

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

export const members = aggregate(
  'auth.members',
  (): Members => new Map(),
  [
    evolve(MembershipGranted, (state, { data: { accountId, status, roles }, revision }) =>
      state.set(accountId, { status, roles, accepted: status === 'active', revision, since: revision }),
    ),
    evolve(MembershipRolesSet, (state, { data: { accountId, roles }, revision }) =>
      state.set(accountId, { ...known(state, accountId), roles, revision }),
    ),
    evolve(MembershipDeactivated, (state, { data: { accountId }, revision }) =>
      state.set(accountId, { ...known(state, accountId), status: 'inactive', revision }),
    ),
    evolve(MembershipReactivated, (state, { data: { accountId }, revision }) => {
      const member = known(state, accountId);
      return state.set(accountId, { ...member, status: restored(member), revision, since: revision });
    }),
  ],
  { mutates: true, copy: (state) => new Map(state) },
);

export type MembershipEvent = EventsOf<typeof members>;

/** A member as a thing of its own, with its entity tag. */
export function memberIn(state: Members, accountId: string): Thing | undefined {
  const member = state.get(accountId);
  return member && { id: accountId, revision: member.revision };
}

function known(state: Members, accountId: string): Member {
  return state.get(accountId) ?? NOBODY;
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
