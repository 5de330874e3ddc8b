import { RefreshTokenReused, SessionEnded, SessionStarted, type SessionEvent } from '#contracts/auth/session-events';
import type { Aggregate } from '#libs/event-sourcing';

/** A session, as decisions see it; its refresh tokens stand in a table. */
export interface Session {
  readonly status: 'absent' | 'active' | 'ended';
  readonly accountId: string;
}

export const session: Aggregate<Session, SessionEvent> = {
  category: 'auth.session',
  events: [SessionStarted, RefreshTokenReused, SessionEnded],
  initial: () => ({ status: 'absent', accountId: '' }),
  evolve: (state, { type, data }) => {
    switch (type) {
      case 'SessionStarted':
        return { status: 'active', accountId: data.accountId };
      case 'RefreshTokenReused':
        return state;
      case 'SessionEnded':
        return { ...state, status: 'ended' };
    }
  },
};
