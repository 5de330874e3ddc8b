import type { EndSessions, EndedSessions } from '#contracts/auth/end-sessions';
import type { SessionEndReason } from '#contracts/auth/session-events';
import type { Position } from '#libs/event-log';
import { eachAtMost, newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { actorIn, tenantOf } from '../sign-in/sessions.provider';
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
  await endEach(sessions, 'password_changed', context, parts);
  return { answer: { sessions: sessions.length } };
}

export async function endEach(
  sessions: readonly OpenSession[],
  reason: SessionEndReason,
  context: CommandContext,
  parts: AuthParts,
): Promise<void> {
  await eachAtMost(AT_ONCE, sessions, (each) => endOne(each, reason, context, parts));
}

/**
 * Ends a session: the event first, then the table and the gateways. A person who ends theirs acts as its own member:
 * each organisation sees the id that it knows, and the recorded connection is erased with it.
 */
export async function endOne(
  ending: OpenSession,
  reason: SessionEndReason,
  context: CommandContext,
  { access, commands, refreshTokens }: AuthParts,
): Promise<{ readonly revision: number; readonly position?: Position }> {
  const { sessionId } = ending;
  const tenantId = tenantOf(ending);
  const { result: revision, position } = await commands.handle({
    aggregate: session,
    id: sessionId,
    command: { sessionId, reason },
    context: {
      ...context,
      tenantId,
      ...(context.actor.type === 'user' && { actor: actorIn(ending) }),
      commandId: newIdOf(context.commandId, `session/${sessionId}`),
    },
    decide: endSession,
    answer: (_, recorded) => recorded.revision,
  });
  await access.session(tenantId, sessionId);
  // Also a session whose start the log never got.
  await refreshTokens.end(sessionId);
  return { revision, ...(position !== undefined && { position }) };
}
