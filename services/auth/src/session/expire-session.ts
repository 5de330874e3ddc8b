import type { Session, SessionEvent } from './session';
import { endSession } from './start-session';

export interface OutdatedSession {
  readonly sessionId: string;
  /** `idle`: not used for long. `expired`: started too long ago. */
  readonly reason: 'idle' | 'expired';
}

/** Ends a session for its age. A session that never started, or has ended, stays as it is. */
export function expireSession(outdated: OutdatedSession, session: Session): SessionEvent[] {
  return session.status === 'absent' ? [] : endSession(outdated, session);
}
