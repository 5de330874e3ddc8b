import { evolve, foreign } from '../declare/fold';
import {
  MembershipAccepted,
  MembershipDeactivated,
  MembershipEnded,
  MembershipErased,
  MembershipGranted,
  MembershipReactivated,
  MembershipRemoved,
} from './membership-events';

type Status = 'pending' | 'active' | 'inactive';

/** The present memberships of an organisation, by id, as decisions of other services may use them. */
export type MembershipFacts = ReadonlyMap<string, Status>;

/** The stream is in the organisation's tenant, named by its id. A membership that has ended is not in it. */
export const membershipFacts = foreign(
  'auth.members',
  () => new Map<string, Status>(),
  [
    evolve(MembershipGranted, (state, { data }) => state.set(data.membershipId, 'pending')),
    evolve(MembershipAccepted, (state, { data }) => state.set(data.membershipId, 'active')),
    evolve(MembershipDeactivated, (state, { data }) => state.set(data.membershipId, 'inactive')),
    evolve(MembershipEnded, (state, { data }) => state.set(data.membershipId, 'inactive')),
    evolve(MembershipReactivated, (state, { data }) => state.set(data.membershipId, data.status)),
    evolve(MembershipRemoved, (state, { data }) => without(state, data.membershipId)),
    evolve(MembershipErased, (state, { data }) => without(state, data.membershipId)),
  ],
  { mutates: true, copy: (state) => new Map(state) },
);

function without(state: Map<string, Status>, membershipId: string): Map<string, Status> {
  state.delete(membershipId);
  return state;
}
