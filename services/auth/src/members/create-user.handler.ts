import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Created } from '#contracts/created';
import type { CreateUser } from '#contracts/auth/create-user';
import { newIdOf } from '#libs/event-sourcing';
import { decidingActor, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { refuseRolesBeyond } from './roles';

/** More than a new account takes, with hash and appends, so that a known address takes as long. */
export const ANSWERED_AFTER_MS = 150;

/**
 * Creates an account or invites. An address with an account gets a pending membership, with the same answer after the
 * same time, so that nobody learns which addresses have one. The password is hashed either way and used only for a new
 * account.
 */
export async function createUser(
  command: CreateUser,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Created>> {
  const due = delay(ANSWERED_AFTER_MS);
  try {
    return await makeOrInvite(command, context, parts);
  } finally {
    await due;
  }
}

async function makeOrInvite(
  { email, name, password, roles }: CreateUser,
  context: CommandContext,
  { grants, passwords, strength }: AuthParts,
): Promise<Outcome<Created>> {
  refuseRolesBeyond({ actor: decidingActor(context.actor) }, roles);
  if (password !== undefined) await strength.refuseWeak({ password, of: [email, name] });
  await grants.refuseFull(context.tenantId, email);
  const accountId = newIdOf(context.commandId, 'account');
  // A new id each time: the row of an attempt that was not carried out may hold another password.
  const passwordId = password === undefined ? null : randomUUID();
  if (passwordId !== null && password !== undefined) await passwords.hold({ passwordId, accountId, password });
  return grants.grantTo({ accountId, email, name, passwordId }, { roles, askedFor: null }, context);
}
