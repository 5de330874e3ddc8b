import { memberAccess } from '#contracts/auth/member-access';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import type { CommandContext } from '#libs/identity';
import type { ServiceParts } from '#libs/runtime';
import { absence, isAwayOn } from '../absence/absence';
import { presentDeputies, type StandIn } from './deputies';

/** The deputies of those of the users who are away today. */
export async function deputiesOf(
  userIds: readonly string[],
  { tenantId, now }: Pick<CommandContext, 'tenantId' | 'now'>,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<readonly StandIn[]> {
  if (userIds.length === 0) return [];
  const { state: organization } = await commands.state(organizationFacts, tenantId, tenantId);
  const today = localDate(now, organization.timeZone);
  const found = await Promise.all(
    userIds.map(async (userId) => {
      const { state } = await commands.state(absence, tenantId, userId);
      return isAwayOn(today, state) ? [{ userId, deputyId: state.absence.deputyId }] : [];
    }),
  );
  const { state: members } = await commands.state(memberAccess, tenantId, tenantId);
  return presentDeputies(found.flat(), members);
}
