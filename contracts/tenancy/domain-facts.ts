import { evolve, foreign } from '../declare/fold';
import { DomainCreated, DomainDeleted, DomainMembersSet } from './domain-events';

/** The members of a domain, its owner among them; none once it is deleted. */
export interface DomainFacts {
  readonly members: readonly string[];
}

const NOBODY: DomainFacts = { members: [] };

/** The stream is in the organisation's tenant, named by the domain's id. */
export const domainFacts = foreign('tenancy.domain', () => NOBODY, [
  evolve(DomainCreated, (_: DomainFacts, { data: { ownerId } }) => ({ members: [ownerId] })),
  evolve(DomainMembersSet, (_: DomainFacts, { data: { members } }) => ({ members })),
  evolve(DomainDeleted, () => NOBODY),
]);
