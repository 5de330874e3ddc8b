import { PlatformUserEntered, RefreshTokenReused, SessionEnded, SessionStarted } from '#contracts/auth/session-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

/** A session, as decisions see it; its refresh tokens are in a table. */
export interface Session {
  readonly status: 'absent' | 'active' | 'ended';
  readonly accountId: string;
}

export const session = aggregate('auth.session', (): Session => ({ status: 'absent', accountId: '' }), [
  evolve(SessionStarted, (_, { data: { accountId } }) => ({ status: 'active', accountId })),
  evolve(PlatformUserEntered, (state) => state),
  evolve(RefreshTokenReused, (state) => state),
  evolve(SessionEnded, (state) => ({ ...state, status: 'ended' })),
]);

export type SessionEvent = EventsOf<typeof session>;
