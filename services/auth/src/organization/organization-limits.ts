import { organizationFacts } from '#contracts/tenancy/organization-facts';
import type { Lookup } from '#libs/event-sourcing';

/** The most users of an organisation; none when there is no such organisation. */
export interface UserLimit {
  readonly limit: number;
}

/** The limit as tenancy recorded it, so that a refusal agrees with the organisation's own answer. */
export async function userLimit(lookup: Lookup, organizationId: string): Promise<UserLimit> {
  const { state } = await lookup.state(organizationFacts, organizationId, organizationId);
  return { limit: state.limits.users };
}
