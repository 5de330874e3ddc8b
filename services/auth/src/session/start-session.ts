import { event } from '#contracts/declare/event';
import {
  PlatformUserEntered,
  SessionEnded,
  SessionStarted,
  type SessionEndReason,
  type SignInMethod,
} from '#contracts/auth/session-events';
import type { PlatformRole } from '#contracts/roles';
import type { Session, SessionEvent } from './session';

export interface NewSession {
  readonly sessionId: string;
  readonly accountId: string;
  readonly organizationId: string | null;
  readonly membershipId: string | null;
  readonly method: SignInMethod;
  /** Confirmed beside the password. */
  readonly factors: readonly string[];
  /** The roles in the platform of a person who switches into an organisation. */
  readonly entersAs?: readonly PlatformRole[];
}

/** Opens a session; one that was opened before stays as it is, even if ended. */
export function startSession(
  { sessionId, accountId, organizationId, membershipId, method, factors, entersAs: roles = [] }: NewSession,
  { status }: Session,
): SessionEvent[] {
  if (status !== 'absent') return [];
  const started = event(SessionStarted, { sessionId, accountId, organizationId, membershipId, method, factors });
  return roles.length === 0 ? [started] : [started, event(PlatformUserEntered, { sessionId, accountId, roles })];
}

/** Ends a session; one that never started, or has ended, stays as it is. */
export function endSession(
  { sessionId, reason }: { readonly sessionId: string; readonly reason: SessionEndReason },
  { status, accountId }: Session,
): SessionEvent[] {
  return status === 'active' ? [event(SessionEnded, { sessionId, accountId, reason })] : [];
}
