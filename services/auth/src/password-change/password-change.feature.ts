import { ChangePassword } from '#contracts/auth/change-password';
import { EndSessions } from '#contracts/auth/end-sessions';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { endSessions } from '../session/end-sessions.handler';
import { changePassword } from './change-password.handler';
import { passwordNoticeMail } from './password-notice.mail';
import { passwordSessionsReactor } from './password-sessions.reactor';

export const passwordChangeFeature: Feature<AuthParts> = {
  wirings: [handler(ChangePassword, changePassword), handler(EndSessions, endSessions)],
  reactors: [passwordSessionsReactor],
  mails: [passwordNoticeMail],
};
