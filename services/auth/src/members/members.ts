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
  /** Whether the person has accepted; a reactivation otherwise renews the invitation. */
  readonly accepted: boolean;
  /** The revision of its last event: the version in tokens, and the entity tag. */
  readonly revision: number;
  /** The revision at which it was granted or last reactivated: older sessions are over. */
  readonly since: number;
}

/**
 * The members of an organisation, all in one stream named by the organisation. The rule that one administrator must
 * remain is about all of them, and two demotions at once must not both pass. The stream is folded from its first event,
 * since a grant holds personal data, which no snapshot may. It grows with everybody who was ever a member; the limit
 * counts only present ones.
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

/** An administrator makes nobody a member who has not accepted, also not by a reactivation. */
export function restored({ accepted }: Pick<Member, 'accepted'>): 'active' | 'pending' {
  return accepted ? 'active' : 'pending';
}

/** An invited person takes a seat before they accept; a deactivated one leaves theirs to another. */
export function placesTaken(state: Members): number {
  return [...state.values()].filter(({ status }) => status !== 'inactive').length;
}

/** Whether this account alone could administer the organisation. */
export function isLastAdmin(state: Members, accountId: string): boolean {
  const isActiveAdmin = ({ status, roles }: Member) => status === 'active' && roles.includes('admin');
  const own = state.get(accountId);
  if (!own || !isActiveAdmin(own)) return false;
  return ![...state].some(([id, member]) => id !== accountId && isActiveAdmin(member));
}
