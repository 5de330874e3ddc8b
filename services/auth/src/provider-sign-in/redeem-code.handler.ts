import type { RedeemSignInCode } from '#contracts/auth/redeem-sign-in-code';
import type { SignedIn } from '#contracts/auth/signed-in';
import type { Created } from '#contracts/created';
import type { UnlinkIdentity } from '#contracts/auth/unlink-identity';
import { refuse } from '#contracts/errors';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { members } from '../members/members';
import { endEach } from '../session/end-sessions.handler';
import { openSession } from '../sign-in/login.handler';
import { noticeDevice } from '../sign-in/sign-in-notices.provider';
import { notOwn } from './begin-flow.handler';
import { unlinkIdentity as decideUnlink } from './link-identity';

/** The session begins here, and not before: a code that nobody exchanges leaves none. */
export async function redeemSignInCode(
  { code, browser }: RedeemSignInCode,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<SignedIn>> {
  const signIn = browser === undefined ? undefined : await parts.providerFlows.redeem(code, browser);
  if (!signIn) return refuse('SIGN_IN_INVALID');
  const opened = {
    ...signIn,
    sessionId: newIdOf(context.commandId, 'session'),
    method: 'provider',
    membershipVersion: null,
    organizationVersion: null,
  } as const;
  const admitted = await parts.sessions.admit(opened);
  // A browser with a password has a cookie for this; here its user agent and network tell.
  await noticeDevice(admitted.session, false, context, parts);
  return openSession(admitted, context, parts);
}

/** Ends the sessions by it before the answer. */
export async function unlinkIdentity(
  _command: UnlinkIdentity,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<Created>> {
  const { actor, tenantId } = context;
  if (actor.isBound || actor.type !== 'user') throw notOwn();
  const { result, position } = await parts.commands.handle({
    aggregate: members,
    id: tenantId,
    command: { membershipId: actor.id },
    context,
    decide: decideUnlink,
    answer: (_, { revision }): Created => ({ id: actor.id, revision }),
  });
  await endEach(await parts.providerSessions.of('membership', actor.id), 'identity_unlinked', context, parts);
  return { answer: result, ...(position !== undefined && { position }) };
}
