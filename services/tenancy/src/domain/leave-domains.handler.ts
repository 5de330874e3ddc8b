import { DomainError } from '#contracts/errors';
import type { LeaveDomains, LeftDomains } from '#contracts/tenancy/leave-domains';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { upToDate, type Outcome } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { domain } from './domain';
import { DomainRow } from './domain.entity';
import { domainProjection } from './domain.projection';
import { leaveDomain } from './leave-domain';

const BATCH = 200;

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind, or when more are left: sent again, it goes on */
export async function leaveDomains(
  { membershipId }: LeaveDomains,
  context: CommandContext,
  parts: TenancyParts,
): Promise<Outcome<LeftDomains>> {
  const domainIds = await domainsOf(membershipId, context, parts);
  for (const domainId of domainIds) {
    await parts.commands.handle({
      aggregate: domain,
      id: domainId,
      command: { domainId, membershipId },
      context: { ...context, commandId: newIdOf(context.commandId, `domain/${domainId}`) },
      decide: leaveDomain,
      answer: () => undefined,
    });
  }
  if (domainIds.length === BATCH) throw new DomainError('SERVICE_UNAVAILABLE', 'More domains are left; send it again');
  return { answer: { domains: domainIds.length } };
}

/** Domains of which the user is a member, and not the owner. */
async function domainsOf(
  membershipId: string,
  { tenantId }: CommandContext,
  parts: TenancyParts,
): Promise<readonly string[]> {
  await upToDate([domainProjection], 'Domains', parts);
  const found = await parts.tenantReader.query(tenantId, (rows) =>
    rows
      .createQueryBuilder(DomainRow, 'domain')
      .where('domain.tenantId = :tenantId AND domain.ownerId <> :membershipId', { tenantId, membershipId })
      // A parameter of its own: the members are texts, and the owner is a uuid.
      .andWhere(':memberId = ANY(domain.members)', { memberId: membershipId })
      .orderBy('domain.domainId')
      .limit(BATCH)
      .getMany(),
  );
  return found.map(({ domainId }) => domainId);
}
