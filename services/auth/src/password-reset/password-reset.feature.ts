import { ConfirmPasswordReset } from '#contracts/auth/confirm-password-reset';
import { RequestPasswordReset } from '#contracts/auth/request-password-reset';
import { handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { confirmPasswordReset } from './confirm-password-reset.handler';
import { passwordResetMail } from './password-reset.mail';
import { requestPasswordReset } from './request-password-reset.handler';

export const passwordResetFeature: Feature<AuthParts> = {
  wirings: [handler(RequestPasswordReset, requestPasswordReset), handler(ConfirmPasswordReset, confirmPasswordReset)],
  mails: [passwordResetMail],
};
