import { RecoveryCodeUsed, SecondFactorDisabled, SecondFactorEnabled } from '#contracts/auth/second-factor-events';
import { on } from '#contracts/declare/on';
import { mail, type MailTemplate } from '#libs/mail';

/** From here on the person is told to get new codes. */
const FEW = 3;

const greeting = (name: string | null) => (name === null ? 'Hello,' : `Hello ${name},`);
const reset = { label: 'Forgot password', path: '/forgot-password' };

const enabled: MailTemplate = ({ name }) => ({
  subject: 'Your OpsLedger account has a second factor now',
  body: [
    greeting(name),
    'From now on a sign-in asks for a code of your authenticator too. Keep the recovery codes in a safe place.',
    'If it was not you, set a new password now, which ends all sessions, and tell your administrator:',
    reset,
  ],
});

const disabled: MailTemplate = ({ name }) => ({
  subject: 'The second factor of your OpsLedger account was removed',
  body: [
    greeting(name),
    'The second factor and its recovery codes were removed: your password alone signs in again.',
    'If it was not you, set a new password now, which ends all sessions:',
    reset,
  ],
});

const used: MailTemplate = ({ name, data: { left } }) => ({
  subject: 'A recovery code of your OpsLedger account was used',
  body: [
    greeting(name),
    `A recovery code was used in place of your authenticator. Codes left: ${Number(left)}.`,
    ...(Number(left) <= FEW ? ['Few are left: disable the second factor and set it up again to get new ones.'] : []),
    'If it was not you, set a new password now, which ends all sessions:',
    reset,
  ],
});

/** The person is told of every change of the second factor, and of each code that takes its place. */
export const secondFactorNoticeMail = mail({
  name: 'auth.second-factor-changed',
  service: 'auth',
  on: [
    on(SecondFactorEnabled, ({ data: { accountId } }) => ({ to: { accountId }, template: 'enabled', data: {} })),
    on(SecondFactorDisabled, ({ data: { accountId } }) => ({ to: { accountId }, template: 'disabled', data: {} })),
    on(RecoveryCodeUsed, ({ data: { accountId, left } }) => ({
      to: { accountId },
      template: 'used',
      data: { left },
    })),
  ],
  templates: { enabled, disabled, used },
});
