import { randomUUID } from 'node:crypto';
import type { CreateUser } from '#contracts/auth/create-user';
import { newIdOf } from '#libs/event-sourcing';
import type { FactsGiven } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { userLimit } from '../organization/organization-limits';
import type { NewUserFacts } from './create-user';
import type { Members } from './members';

/** The seats, and the row of a password: hashed whether the address has an account or not. */
export async function newUserFacts(
  { email, name, password }: CreateUser,
  { context, lookup, parts: { passwords, strength } }: FactsGiven<Members, AuthParts>,
): Promise<NewUserFacts> {
  const { tenantId: organizationId, commandId } = context;
  const limit = await userLimit(lookup, organizationId);
  if (password === undefined) return { ...limit, passwordId: null };
  await strength.refuseWeak({ password, of: [email, name] });
  // A new id each time: the row of an attempt that was not carried out may hold another password.
  const passwordId = randomUUID();
  const membershipId = newIdOf(commandId, 'membership');
  await passwords.hold({ passwordId, password, owner: { organizationId, membershipId } });
  return { ...limit, passwordId };
}
