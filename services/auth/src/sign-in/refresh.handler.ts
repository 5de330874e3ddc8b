import type { Refresh } from '#contracts/auth/refresh';
import type { SignedIn } from '#contracts/auth/signed-in';
import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { endFamily } from '../session/end-family';
import { signInAgain, type ShownToken, type StoredSession } from '../session/refresh-tokens.store';
import { outdatedBy } from '../session/session-age';
import { session } from '../session/session';
import { actorIn, tenantOf } from './sessions.provider';

/**
 * Exchanges a refresh token for fresh tokens; one that somebody else must have too ends the whole family. Everything that may
 * refuse comes before the exchange: a refused client still has its token, and its next use is no theft.
 */
export async function refresh(
  { refreshToken, csrfToken }: Refresh,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<SignedIn>> {
  const { csrfTokens, refreshTokens, sessions } = parts;
  if (refreshToken === undefined) throw signInAgain();
  const shown = await refreshTokens.look(refreshToken);
  await csrfTokens.refuseOther(shown.session.sessionId, csrfToken);
  if (shown.ended || shown.reused) return refuse(shown, context, parts);
  await refuseEnded(shown.session, parts);
  const admitted = await sessions.admit(shown.session);
  if (outdatedBy(admitted.policy, shown.age)) throw signInAgain();
  const fresh = await refreshTokens.spend(refreshToken);
  if (typeof fresh !== 'string') return refuse(fresh, context, parts);
  return { answer: sessions.signedIn(admitted, fresh, context.now) };
}

/** The log knows of an end before the table does. */
async function refuseEnded(stored: StoredSession, { commands }: AuthParts): Promise<void> {
  const { state } = await commands.state(session, tenantOf(stored), stored.sessionId);
  if (state.status !== 'active') throw new DomainError('SESSION_ENDED');
}

/**
 * The event first, then the table, then the gateways: an interruption in between is repaired when the token comes
 * again.
 */
async function refuse(
  { session: shown, ended, reused }: ShownToken,
  context: CommandContext,
  { access, commands }: AuthParts,
): Promise<never> {
  const { sessionId } = shown;
  const tenantId = tenantOf(shown);
  if (reused) {
    await commands.handle({
      aggregate: session,
      id: sessionId,
      command: { sessionId },
      // The bearer of a token acts as its person: the recorded connection is erased with them.
      context: { ...context, tenantId, actor: actorIn(shown) },
      decide: endFamily,
      answer: () => undefined,
    });
  }
  await access.session(tenantId, sessionId);
  throw new DomainError(ended ? 'SESSION_ENDED' : 'REFRESH_TOKEN_REUSED');
}
