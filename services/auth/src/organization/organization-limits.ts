import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Lookup } from '#libs/event-sourcing';

/** How many users an organisation may have; none where there is no such organisation. */
export interface UserLimit {
  readonly limit: number;
}

/** The limit as tenancy recorded it, so that what is refused is what the organisation shows. */
export async function userLimit(lookup: Lookup, organizationId: string): Promise<UserLimit> {
  const { state } = await lookup.state(organizationFacts, organizationId, organizationId);
  return { limit: state.limits.users };
}
