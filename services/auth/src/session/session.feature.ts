import { ExpireIdleSessions } from '#contracts/auth/expire-idle-sessions';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { expireIdleSessions } from './expire-idle-sessions.handler';

export const sessionFeature: Feature<AuthParts> = { wirings: [handler(ExpireIdleSessions, expireIdleSessions)] };
