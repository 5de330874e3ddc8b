import type { ExpireIdleSessions, ExpiredSessions } from '#contracts/auth/expire-idle-sessions';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import type { OutdatedSession } from './refresh-tokens.store';
import { session } from './session';
import { endSession } from './start-session';

const BATCH = 200;
const AT_ONCE = 8;
/** Before the deadline; one batch is done within this time. */
const ENOUGH_MS = 3_000;

/**
 * Ends outdated sessions batch by batch: the event first, then the table and the gateways.
 * @throws DomainError `SERVICE_UNAVAILABLE` when more are left than the deadline allows: sent again, it goes on
 */
export async function expireIdleSessions(
  _command: ExpireIdleSessions,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<ExpiredSessions>> {
  const now = new Date(context.now);
  let sessions = 0;
  for (;;) {
    const batch = [...(await parts.refreshTokens.outdated(now, BATCH))];
    const isLast = batch.length < BATCH;
    sessions += batch.length;
    const expireNext = async () => {
      for (let next = batch.shift(); next; next = batch.shift()) await expire(next, context, parts);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, expireNext));
    if (isLast) return { answer: { sessions } };
    if (Date.now() > context.deadline - ENOUGH_MS) {
      throw new DomainError('SERVICE_UNAVAILABLE', 'More sessions are to be ended; send it again');
    }
  }
}

async function expire(
  outdated: OutdatedSession & { readonly organizationId: string | null },
  context: CommandContext,
  { commands, access, refreshTokens }: AuthParts,
): Promise<void> {
  const { sessionId, organizationId } = outdated;
  const tenantId = organizationId ?? PLATFORM;
  await commands.handle({
    aggregate: session,
    id: sessionId,
    command: outdated,
    context: { ...context, tenantId, commandId: newIdOf(context.commandId, `session/${sessionId}`) },
    decide: endSession,
    answer: () => undefined,
  });
  await access.session(tenantId, sessionId);
  // Also a session whose start the log never got.
  await refreshTokens.end(sessionId);
}
