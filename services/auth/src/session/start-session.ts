import { event } from '#contracts/declare/event';
import { SessionEnded, SessionStarted, type SessionEndReason, type SignInMethod } from '#contracts/auth/session-events';
import type { Session, SessionEvent } from './session';

export interface NewSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly organizationId: string | null;
  readonly membershipId: string | null;
  readonly method: SignInMethod;
  /** Confirmed beside the password. */
  readonly factors: readonly string[];
}

/** Opens a session; one that was opened before stays as it is, even if ended. */
export function startSession(
  { sessionId, accountId, organizationId, membershipId, method, factors }: NewSession,
  { status }: Session,
): SessionEvent[] {
  if (status !== 'absent') return [];
  return [event(SessionStarted, { sessionId, accountId, organizationId, membershipId, method, factors })];
}

/** Ends a session; one that never started, or has ended, stays as it is. */
export function endSession(
  { sessionId, reason }: { readonly sessionId: string; readonly reason: SessionEndReason },
  { status, accountId }: Session,
): SessionEvent[] {
  return status === 'active' ? [event(SessionEnded, { sessionId, accountId, reason })] : [];
}
