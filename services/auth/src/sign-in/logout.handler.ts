import type { Logout, SignedOut } from '#contracts/auth/logout';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { endFamily } from '../session/end-family';
import type { RefreshTokens, ShownToken } from '../session/refresh-tokens.store';
import { session } from '../session/session';
import { endSession } from '../session/start-session';

interface Ending {
  readonly sessionId: string;
  readonly tenantId: string;
  /** Its account acts: the recorded connection is erased with the account. */
  readonly accountId: string;
  /** The refresh token was spent by somebody else before. */
  readonly reused: boolean;
}

/**
 * Ends the sessions of both tokens; a token that is good no more is ignored. The event first, then the table and the
 * gateways: a repetition completes an end that was cut off.
 */
export async function logout(
  { refreshToken, csrfToken }: Logout,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<SignedOut>> {
  const shown = refreshToken === undefined ? undefined : await shownBy(refreshToken, parts.refreshTokens);
  if (shown) await parts.csrfTokens.refuseOther(shown.session.sessionId, csrfToken);
  const ofToken: Ending[] = shown ? [endingOf(shown)] : [];
  const { sessionId, tenantId, actor } = context;
  const ofCaller = sessionId !== undefined && sessionId !== shown?.session.sessionId;
  const endings = ofCaller ? [...ofToken, { sessionId, tenantId, accountId: actor.id, reused: false }] : ofToken;
  let ended = false;
  for (const ending of endings) ended = (await end(ending, context, parts)) || ended;
  return { answer: { ended } };
}

async function shownBy(refreshToken: string, tokens: RefreshTokens): Promise<ShownToken | undefined> {
  try {
    return await tokens.look(refreshToken);
  } catch (error) {
    if (error instanceof DomainError && error.kind === 'unauthenticated') return undefined;
    throw error;
  }
}

function endingOf({ session: { sessionId, accountId, organizationId }, reused }: ShownToken): Ending {
  return { sessionId, tenantId: organizationId ?? PLATFORM, accountId, reused };
}

/** Returns whether it was ended by this. */
async function end(
  { sessionId, tenantId, accountId, reused }: Ending,
  context: CommandContext,
  { access, commands, refreshTokens }: AuthParts,
): Promise<boolean> {
  const { result: ended } = await commands.handle({
    aggregate: session,
    id: sessionId,
    command: { sessionId, reason: 'signed_out' as const },
    context: {
      ...context,
      tenantId,
      actor: { id: accountId, type: 'user', roles: [] },
      commandId: newIdOf(context.commandId, `session/${sessionId}`),
    },
    decide: reused ? endFamily : endSession,
    answer: (_, { events }) => events.length > 0,
  });
  await access.session(tenantId, sessionId);
  // Also a session whose start the log never got.
  await refreshTokens.end(sessionId);
  return ended;
}
