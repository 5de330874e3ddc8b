import { evolve, foreign } from '../declare/fold';
import {
  MembershipAccepted,
  MembershipDeactivated,
  MembershipDetailsChanged,
  MembershipEnded,
  MembershipErased,
  MembershipGranted,
  MembershipReactivated,
  MembershipRemoved,
} from './membership-events';

interface MemberAddress {
  /** Null after an erasure. */
  readonly email: string | null;
  /** The person has accepted by means of their own, so the address is theirs. */
  readonly isProven: boolean;
  readonly isActive: boolean;
}

/** The addresses of an organisation's present members, by membership. */
export type MemberAddresses = ReadonlyMap<string, MemberAddress>;

/** The stream is in the organisation's tenant, named by its id. Personal data: for decisions alone. */
export const memberAddresses = foreign(
  'auth.members',
  () => new Map<string, MemberAddress>(),
  [
    evolve(MembershipGranted, (state, { data: { membershipId, email } }) =>
      state.set(membershipId, { email, isProven: false, isActive: false }),
    ),
    // A password that somebody else set proves nothing, nor does an address that a provider asserts.
    evolve(MembershipAccepted, (state, { data: { membershipId, by } }) =>
      changed(state, membershipId, {
        isActive: true,
        ...((by === 'invitation' || by === 'sign_in') && { isProven: true }),
      }),
    ),
    evolve(MembershipDetailsChanged, (state, { data: { membershipId, email, accountRevision } }) =>
      changed(state, membershipId, { email, ...(accountRevision === null && { isProven: false }) }),
    ),
    evolve(MembershipDeactivated, (state, { data }) => changed(state, data.membershipId, { isActive: false })),
    evolve(MembershipEnded, (state, { data }) => changed(state, data.membershipId, { isActive: false })),
    evolve(MembershipReactivated, (state, { data: { membershipId, status } }) =>
      changed(state, membershipId, { isActive: status === 'active' }),
    ),
    evolve(MembershipRemoved, (state, { data }) => without(state, data.membershipId)),
    evolve(MembershipErased, (state, { data }) => without(state, data.membershipId)),
  ],
  { mutates: true, copy: (state) => new Map(state) },
);

function changed(
  state: Map<string, MemberAddress>,
  membershipId: string,
  now: Partial<MemberAddress>,
): Map<string, MemberAddress> {
  const member = state.get(membershipId);
  return member ? state.set(membershipId, { ...member, ...now }) : state;
}

function without(state: Map<string, MemberAddress>, membershipId: string): Map<string, MemberAddress> {
  state.delete(membershipId);
  return state;
}
