import { evolve, foreign } from '../declare/fold';
import {
  MembershipAccepted,
  MembershipDeactivated,
  MembershipGranted,
  MembershipReactivated,
  MembershipRemoved,
} from './membership-events';

/** The present memberships of an organisation, by id, as decisions of other services may use them. */
export type MembershipFacts = ReadonlyMap<string, 'pending' | 'active' | 'inactive'>;

const having = (state: MembershipFacts, id: string, status: 'pending' | 'active' | 'inactive'): MembershipFacts =>
  new Map(state).set(id, status);

/** The stream is in the organisation's tenant, named by its id. A membership that has ended is not in it. */
export const membershipFacts = foreign('auth.members', (): MembershipFacts => new Map(), [
  evolve(MembershipGranted, (state, { data }) => having(state, data.membershipId, 'pending')),
  evolve(MembershipAccepted, (state, { data }) => having(state, data.membershipId, 'active')),
  evolve(MembershipDeactivated, (state, { data }) => having(state, data.membershipId, 'inactive')),
  evolve(MembershipReactivated, (state, { data }) => having(state, data.membershipId, data.status)),
  evolve(MembershipRemoved, (state, { data }) => {
    const left = new Map(state);
    left.delete(data.membershipId);
    return left;
  }),
]);
