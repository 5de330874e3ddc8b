import { randomUUID } from 'node:crypto';
import type { ChangePassword } from '#contracts/auth/change-password';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { account } from '../account/account';
import { changePassword as changeOwn } from '../account/change-password';
import type { AuthParts } from '../auth.provider';
import { members } from '../members/members';
import type { OpenSession } from '../session/account-sessions.store';
import { endEach } from '../session/end-sessions.handler';
import { openSession } from '../sign-in/login.handler';
import { setMembershipPassword } from './set-membership-password';
import { refuseUnfit } from './chosen-password.provider';
import { proveCurrent } from './current-password.provider';

/**
 * The password first, then the session under its new id, then the end of all others. Cut off in between, the sessions
 * are ended by the reactor on the password's event.
 */
export async function changePassword(
  command: ChangePassword,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<SignedIn>> {
  const { accountSessions, sessions } = parts;
  const present = await accountSessions.find(context.sessionId ?? '');
  if (!present) throw new DomainError('SESSION_ENDED');
  if (present.method === 'provider') {
    throw new DomainError('FORBIDDEN', 'This session is of the organisation; sign in with a password of your own');
  }
  const { person, passwordId: current } = await proveCurrent(command.current, present, context, parts);
  const isOwn = present.method !== 'organization_password';
  // The account's second factor does not protect a password that an organisation set.
  const of = isOwn ? person : { ...person, factorId: null };
  await refuseUnfit(command.password, of, parts, command.current);
  await replace(command.password, current, present, context, parts);
  const { accountId, organizationId, membershipId, method, factors } = present;
  const sessionId = newIdOf(context.commandId, 'session');
  const opened = {
    sessionId,
    accountId,
    organizationId,
    membershipId,
    method,
    factors,
    membershipVersion: null,
    organizationVersion: null,
  };
  const { answer, position } = await openSession(
    await sessions.admit(opened),
    { ...context, commandId: newIdOf(context.commandId, 'session-step') },
    parts,
  );
  const isBound = method === 'organization_password' && membershipId !== null;
  const others = await (isBound
    ? accountSessions.open('membership', membershipId)
    : accountSessions.open('account', accountId));
  await endEach(
    others.filter((other) => other.sessionId !== sessionId),
    'password_changed',
    context,
    parts,
  );
  return { answer, ...(position !== undefined && { position }) };
}

async function replace(
  password: string,
  current: string,
  { accountId, organizationId, membershipId, method }: OpenSession,
  context: CommandContext,
  { commands, passwords }: AuthParts,
): Promise<void> {
  const passwordId = randomUUID();
  if (method !== 'organization_password' || organizationId === null || membershipId === null) {
    await passwords.hold({ passwordId, password, owner: { accountId } });
    await commands.handle({
      aggregate: account,
      id: accountId,
      command: { accountId, passwordId, current },
      context: { ...context, tenantId: PLATFORM },
      decide: changeOwn,
      answer: () => undefined,
    });
    return;
  }
  await passwords.hold({ passwordId, password, owner: { organizationId, membershipId } });
  await commands.handle({
    aggregate: members,
    id: organizationId,
    command: { membershipId, passwordId, current },
    context: { ...context, tenantId: organizationId },
    decide: setMembershipPassword,
    answer: () => undefined,
  });
}
