import { domainFacts } from '#contracts/tenancy/domain-facts';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Lookup } from '#libs/event-sourcing';
import type { DomainOfWork } from './domain-members';

/** From the log, as of now. Of no domain: nobody is a member. */
export async function domainOfWork(
  domainId: string,
  { context: { tenantId }, lookup }: { readonly context: { readonly tenantId: string }; readonly lookup: Lookup },
): Promise<DomainOfWork> {
  const [domain, organization] = await Promise.all([
    domainId === '' ? undefined : lookup.state(domainFacts, tenantId, domainId),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  const { members = [], ownerId = null } = domain?.state ?? {};
  return { members: new Set(members), ownerId, timeZone: organization.state.timeZone };
}
