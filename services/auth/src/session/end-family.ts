import { event } from '#contracts/declare/event';
import { RefreshTokenReused } from '#contracts/auth/session-events';
import type { Session, SessionEvent } from './session';
import { endSession } from './start-session';

/**
 * A token was used again long after its use: two parties have it, so the session ends. A session that never started, or
 * has ended, records nothing.
 */
export function endFamily({ sessionId }: { readonly sessionId: string }, session: Session): SessionEvent[] {
  const ended = endSession({ sessionId, reason: 'refresh_token_reused' }, session);
  if (ended.length === 0) return [];
  return [event(RefreshTokenReused, { sessionId, accountId: session.accountId }), ...ended];
}
