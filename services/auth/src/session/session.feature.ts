import { ExpireIdleSessions } from '#contracts/auth/expire-idle-sessions';
import { EndOwnSession } from '#contracts/auth/end-own-session';
import { ListSessions } from '#contracts/auth/list-sessions';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { expireIdleSessions } from './expire-idle-sessions.handler';
import { expireIdleSessionsJob } from './expire-idle-sessions.job';
import { endOwnSession, listSessions } from './own-sessions.handler';

export const sessionFeature: Feature<AuthParts> = {
  wirings: [
    handler(ExpireIdleSessions, expireIdleSessions),
    handler(ListSessions, listSessions),
    handler(EndOwnSession, endOwnSession),
  ],
  schedules: [expireIdleSessionsJob],
};
