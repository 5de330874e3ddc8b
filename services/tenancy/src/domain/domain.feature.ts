import { ChangeDomain } from '#contracts/tenancy/change-domain';
import { CreateDomain } from '#contracts/tenancy/create-domain';
import { DeleteDomain } from '#contracts/tenancy/delete-domain';
import { GetDomain } from '#contracts/tenancy/get-domain';
import { HandOverDomain } from '#contracts/tenancy/hand-over-domain';
import { LeaveDomains } from '#contracts/tenancy/leave-domains';
import { ListDomains } from '#contracts/tenancy/list-domains';
import { domainsTopic } from '#contracts/tenancy/live-topics';
import { SetDomainMembers } from '#contracts/tenancy/set-domain-members';
import { equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { changeDomain } from './change-domain';
import { createDomain } from './create-domain';
import { deleteDomain } from './delete-domain';
import { domain, type DomainState } from './domain';
import { publishMembers } from './domain-assignments.provider';
import { DomainRow } from './domain.entity';
import { domainProjection } from './domain.projection';
import { formerMembersReactor } from './former-members.reactor';
import { handOverDomain } from './hand-over-domain';
import { leaveDomains } from './leave-domains.handler';
import { presentUsers } from '../users/present-users.provider';
import { setDomainMembers } from './set-domain-members';

/** Members see the domain, its owner manages it. */
const ofOwner = {
  on: domain,
  id: ({ domainId }: { readonly domainId: string }) => domainId,
  scopeOf: ({ status, details: { ownerId }, members }: DomainState) =>
    status === 'active' ? { owners: [ownerId], seenBy: members } : undefined,
};

const summaryOf = ({ domainId, tenantId: _, revision: __, members, ...row }: DomainRow) => ({
  id: domainId,
  ...row,
  memberCount: members.length,
});

export const domainFeature: Feature<TenancyParts> = {
  wirings: [
    command(CreateDomain, {
      on: domain,
      id: (_, { newId }) => newId('domain'),
      facts: presentUsers,
      decide: createDomain,
      then: publishMembers,
    }),
    command(ChangeDomain, { ...ofOwner, facts: presentUsers, decide: changeDomain, then: publishMembers }),
    command(SetDomainMembers, { ...ofOwner, facts: presentUsers, decide: setDomainMembers, then: publishMembers }),
    command(DeleteDomain, { ...ofOwner, decide: deleteDomain, then: publishMembers }),
    command(HandOverDomain, {
      on: domain,
      id: ({ domainId }) => domainId,
      facts: presentUsers,
      decide: handOverDomain,
      then: publishMembers,
    }),
    handler(LeaveDomains, leaveDomains),
    list(ListDomains, {
      entity: DomainRow,
      filters: { ownerId: equals('ownerId') },
      show: summaryOf,
      get: {
        query: GetDomain,
        key: 'domainId',
        noun: 'domain',
        show: (row) => ({ ...summaryOf(row), members: row.members }),
      },
    }),
  ],
  projections: [domainProjection],
  reactors: [formerMembersReactor],
  topics: [domainsTopic],
};
