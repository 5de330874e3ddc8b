import { AccountLocked, NewDeviceSignedIn } from '#contracts/auth/account-events';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import { account, type AccountEvent } from '../account/account';
import type { AuthParts } from '../auth.provider';
import type { StoredSession } from '../session/refresh-tokens.store';
import type { Lock } from './failed-attempts.store';
import { actorIn } from './sessions.provider';

/** Records a lock of the account that has the address, for the mail to its person; no answer waits for the look-up. */
export function noticeLock(email: string, lock: Lock, context: CommandContext, parts: AuthParts): void {
  const { accounts, deferred } = parts;
  deferred.add(async () => {
    const accountId = await accounts.withEmail(email);
    if (accountId !== undefined) await record(event(AccountLocked, { accountId, ...lock }), context, parts);
  });
}

/**
 * Records a sign-in from a browser that has not signed in before. One without its cookie is known by its user agent and
 * network, for as long as a session from there is kept.
 */
export async function noticeDevice(
  session: StoredSession,
  isKnown: boolean,
  context: CommandContext,
  parts: AuthParts,
): Promise<void> {
  if (isKnown) return;
  const { accountId, sessionId } = session;
  const fingerprint = await parts.origins.fingerprint(session, context);
  if (fingerprint === null || (await parts.accountSessions.hasFingerprint(accountId, fingerprint))) return;
  await record(event(NewDeviceSignedIn, { accountId, sessionId }), context, parts);
}

async function record(
  fact: AccountEvent & { readonly data: { readonly accountId: string } },
  context: CommandContext,
  { commands }: AuthParts,
): Promise<void> {
  const { accountId } = fact.data;
  await commands.handle({
    aggregate: account,
    id: accountId,
    command: {},
    context: {
      ...context,
      tenantId: PLATFORM,
      actor: actorIn({ accountId, membershipId: null }),
      commandId: newIdOf(context.commandId, fact.type),
    },
    decide: (_, { status }) => (status === 'active' ? [fact] : []),
    answer: () => undefined,
  });
}
