import { refuse } from '#contracts/errors';
import { event } from '#contracts/event';
import { SessionEnded, SessionStarted, type SessionEndReason, type SessionEvent } from '#contracts/auth/session-events';
import type { Session } from './session';

export interface NewSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly organizationId: string | null;
}

export function startSession({ sessionId, accountId, organizationId }: NewSession): SessionEvent[] {
  return [event(SessionStarted, { sessionId, accountId, organizationId })];
}

/** Ends a session; one that has ended stays as it is. */
export function endSession(
  { sessionId, reason }: { readonly sessionId: string; readonly reason: SessionEndReason },
  { status, accountId }: Session,
): SessionEvent[] {
  switch (status) {
    case 'absent':
      return refuse('SESSION_ENDED');
    case 'ended':
      return [];
    case 'active':
      return [event(SessionEnded, { sessionId, accountId, reason })];
  }
}
