import { SessionEnded, SessionStarted } from '#contracts/auth/session-events';
import { event } from '#contracts/declare/event';
import { given } from '#libs/testing';
import { expireSession } from './expire-session';
import { session } from './session';

const sessionId = '0197a3c4-0000-7000-8000-000000000051';
const accountId = '0197a3c4-0000-7000-8000-0000000000a1';
const started = event(SessionStarted, {
  sessionId,
  accountId,
  organizationId: null,
  membershipId: null,
  method: 'password',
  factors: [],
});

describe('a session that has not been used for long, or was started long ago', () => {
  it.each(['idle', 'expired'] as const)('ends, as %s', (reason) => {
    const ended = event(SessionEnded, { sessionId, accountId, reason });
    given(session, started).when(expireSession, { sessionId, reason }).then(ended);
    given(session, started, ended).when(expireSession, { sessionId, reason }).thenNothing();
  });

  it('is left alone when it never started', () => {
    given(session).when(expireSession, { sessionId, reason: 'idle' }).thenNothing();
  });
});
