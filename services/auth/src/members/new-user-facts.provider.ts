import type { CreateUser } from '#contracts/auth/create-user';
import { newIdOf, payloadIdOf } from '#libs/event-sourcing';
import type { FactsGiven } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { userLimit } from '../organization/organization-limits';
import type { NewUserFacts } from './create-user';
import type { Members } from './members';

/** The seats, and the row of a password: hashed whether the address has an account or not. */
export async function newUserFacts(
  { password }: CreateUser,
  { context, lookup, parts: { passwords } }: FactsGiven<Members, AuthParts>,
): Promise<NewUserFacts> {
  const { tenantId: organizationId, commandId } = context;
  const limit = await userLimit(lookup, organizationId);
  if (password === undefined) return { ...limit, passwordId: null };
  const passwordId = payloadIdOf(context, 'password');
  const membershipId = newIdOf(commandId, 'membership');
  await passwords.hold({ passwordId, password, owner: { organizationId, membershipId } });
  return { ...limit, passwordId };
}
