import { event } from '#contracts/declare/event';
import { RefreshTokenReused } from '#contracts/auth/session-events';
import type { Session, SessionEvent } from './session';
import { endSession } from './start-session';

/** A token that was spent long ago came again: two have it, so the session ends. Of one that has ended nothing is new. */
export function endFamily({ sessionId }: { readonly sessionId: string }, session: Session): SessionEvent[] {
  const ended = endSession({ sessionId, reason: 'refresh_token_reused' }, session);
  if (ended.length === 0) return [];
  return [event(RefreshTokenReused, { sessionId, accountId: session.accountId }), ...ended];
}
