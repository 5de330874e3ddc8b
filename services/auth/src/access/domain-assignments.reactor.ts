import { ApplyAssignments } from '#contracts/auth/apply-assignments';
import { on } from '#contracts/declare/on';
import { DomainCreated, DomainDeleted, DomainMembersSet, type DomainFact } from '#contracts/tenancy/domain-events';
import { reactor, type Wanted } from '#libs/event-sourcing';

const apply = ({ data: { domainId } }: { readonly data: DomainFact }): readonly Wanted[] => [
  { contract: ApplyAssignments, payload: { domainId } },
];

/** Completes a publication that tenancy requests before it answers, when that failed. */
export const domainAssignmentsReactor = reactor({
  name: 'domain-assignments',
  service: 'auth',
  // Members from before this reactor existed are published as well.
  from: 'start',
  on: [on(DomainCreated, apply), on(DomainMembersSet, apply), on(DomainDeleted, apply)],
});
