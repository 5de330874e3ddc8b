import { ConfirmTotp } from '#contracts/auth/confirm-totp';
import { DisableTotp } from '#contracts/auth/disable-totp';
import { EnrollTotp } from '#contracts/auth/enroll-totp';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { confirmTotp } from './confirm-totp.handler';
import { disableTotp } from './disable-totp.handler';
import { enrollTotp } from './enroll-totp.handler';
import { secondFactorNoticeMail } from './second-factor-notice.mail';

export const secondFactorFeature: Feature<AuthParts> = {
  wirings: [handler(EnrollTotp, enrollTotp), handler(ConfirmTotp, confirmTotp), handler(DisableTotp, disableTotp)],
  mails: [secondFactorNoticeMail],
};
