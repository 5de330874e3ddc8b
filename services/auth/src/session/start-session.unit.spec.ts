import { PlatformUserEntered, RefreshTokenReused, SessionEnded, SessionStarted } from '#contracts/auth/session-events';
import { event } from '#contracts/declare/event';
import { given } from '#libs/testing/given-when-then';
import { endFamily } from './end-family';
import { session, type SessionEvent } from './session';
import { endSession, startSession } from './start-session';

const sessionId = '0197a3c4-0000-7000-8000-000000000051';
const accountId = '0197a3c4-0000-7000-8000-0000000000a1';
const organizationId = '0197a3c4-0000-7000-8000-00000000000a';

const membershipId = '0197a3c4-0000-7000-8000-0000000000e1';

const opened = {
  sessionId,
  accountId,
  organizationId,
  membershipId,
  method: 'organization_password',
  factors: [],
} as const;
const started = event(SessionStarted, opened);
const reused = event(RefreshTokenReused, { sessionId, accountId });
const ended = (reason: SessionEnded['reason']): SessionEvent => event(SessionEnded, { sessionId, accountId, reason });

describe('a session', () => {
  it('is started once', () => {
    given(session).when(startSession, opened).then(started);
    const entered = event(PlatformUserEntered, { sessionId, accountId, roles: ['super_admin'] });
    given(session)
      .when(startSession, { ...opened, entersAs: ['super_admin'] })
      .then(started, entered);
    given(session, started).when(startSession, opened).thenNothing();
    given(session, started, ended('signed_out')).when(startSession, opened).thenNothing();
  });

  it('ends once, with its reason', () => {
    const command = { sessionId, reason: 'signed_out' } as const;
    given(session, started).when(endSession, command).then(ended('signed_out'));
    given(session, started, ended('deactivated')).when(endSession, command).thenNothing();
    given(session).when(endSession, command).thenNothing();
  });

  it('ends with the reuse of a token, which is recorded with it, once', () => {
    given(session, started).when(endFamily, { sessionId }).then(reused, ended('refresh_token_reused'));
    given(session, started, reused).when(endFamily, { sessionId }).then(reused, ended('refresh_token_reused'));
    given(session, started, ended('signed_out')).when(endFamily, { sessionId }).thenNothing();
    given(session).when(endFamily, { sessionId }).thenNothing();
  });
});
