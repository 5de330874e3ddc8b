import { domainFacts } from '#contracts/tenancy/domain-facts';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Lookup } from '#libs/event-sourcing';
import type { DomainOfWork } from './domain-members';

/** From the log, as of now. Of no domain: nobody is a member. */
export async function domainOfWork(
  domainId: string,
  { context: { tenantId }, lookup }: { readonly context: { readonly tenantId: string }; readonly lookup: Lookup },
): Promise<DomainOfWork> {
  const [members, organization] = await Promise.all([
    domainId === '' ? [] : lookup.state(domainFacts, tenantId, domainId).then(({ state }) => state.members),
    lookup.state(organizationFacts, tenantId, tenantId),
  ]);
  return { members: new Set(members), timeZone: organization.state.timeZone };
}
