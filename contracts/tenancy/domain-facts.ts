import { evolve, foreign } from '../declare/fold';
import { DomainChanged, DomainCreated, DomainDeleted, DomainMembersSet } from './domain-events';

/** The members of a domain, its owner among them; none once it is deleted. */
export interface DomainFacts {
  readonly members: readonly string[];
  /** Null: there is no such domain. */
  readonly ownerId: string | null;
}

const NOBODY: DomainFacts = { members: [], ownerId: null };

/** The stream is in the organisation's tenant, named by the domain's id. */
export const domainFacts = foreign('tenancy.domain', () => NOBODY, [
  evolve(DomainCreated, (_: DomainFacts, { data: { ownerId } }) => ({ members: [ownerId], ownerId })),
  evolve(DomainChanged, (state, { data: { ownerId } }) => ({ ...state, ownerId })),
  evolve(DomainMembersSet, (state, { data: { members } }) => ({ ...state, members })),
  evolve(DomainDeleted, () => NOBODY),
]);
