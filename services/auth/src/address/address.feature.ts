import { ChangeEmail } from '#contracts/auth/change-email';
import { VerifyEmail } from '#contracts/auth/verify-email';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { addressNoticeMail, newAddressMail, verificationMail } from './address.mail';
import { changeEmail } from './change-email.handler';
import { verifyEmail } from './verify-email.handler';

export const addressFeature: Feature<AuthParts> = {
  wirings: [handler(ChangeEmail, changeEmail), handler(VerifyEmail, verifyEmail)],
  mails: [verificationMail, newAddressMail, addressNoticeMail],
};
