import type { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import type { Created } from '#contracts/created';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';

/**
 * Creates account and membership of an organisation's first administrator; sent by auth's own reactor, again until it
 * is done.
 */
export async function provisionFirstAdministrator(
  { organizationId, ...wanted }: ProvisionFirstAdministrator,
  context: CommandContext,
  { grants }: AuthParts,
): Promise<Outcome<Created>> {
  await grants.refuseFull(organizationId, wanted.email);
  const asked = { roles: ['admin'], askedFor: wanted.accountId } as const;
  return grants.grantTo(wanted, asked, { ...context, tenantId: organizationId });
}
