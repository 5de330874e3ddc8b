import type { EndSessions, EndedSessions } from '#contracts/auth/end-sessions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { tenantOf } from '../sign-in/sessions.provider';
import type { OpenSession } from './account-sessions.store';
import { session } from './session';
import { endSession } from './start-session';

const AT_ONCE = 4;

export async function endSessions(
  { of, id, before, replacedBy }: EndSessions,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<EndedSessions>> {
  const open = await parts.accountSessions.open(of, id, before);
  const began = newIdOf(replacedBy, 'session');
  const sessions = open.filter(({ sessionId }) => sessionId !== began);
  await endEach(sessions, context, parts);
  return { answer: { sessions: sessions.length } };
}

/** Ends sessions because their password was replaced: the event first, then the table and the gateways. */
export async function endEach(
  sessions: readonly OpenSession[],
  context: CommandContext,
  parts: AuthParts,
): Promise<void> {
  const left = [...sessions];
  const endNext = async () => {
    for (let next = left.shift(); next; next = left.shift()) await end(next, context, parts);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, endNext));
}

async function end(
  ending: OpenSession,
  context: CommandContext,
  { access, commands, refreshTokens }: AuthParts,
): Promise<void> {
  const { sessionId } = ending;
  const tenantId = tenantOf(ending);
  await commands.handle({
    aggregate: session,
    id: sessionId,
    command: { sessionId, reason: 'password_changed' as const },
    context: { ...context, tenantId, commandId: newIdOf(context.commandId, `session/${sessionId}`) },
    decide: endSession,
    answer: () => undefined,
  });
  await access.session(tenantId, sessionId);
  // Also a session whose start the log never got.
  await refreshTokens.end(sessionId);
}
