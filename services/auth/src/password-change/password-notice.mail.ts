import { PasswordSet } from '#contracts/auth/account-events';
import { MembershipPasswordSet } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { mail, type MailTemplate } from '#libs/mail';

const changed: MailTemplate = ({ name }) => ({
  subject: 'Your OpsLedger password was changed',
  body: [
    name === null ? 'Hello,' : `Hello ${name},`,
    'Your password was changed, and all other sessions have ended.',
    'If it was not you, set a new password now:',
    { label: 'Forgot password', path: '/forgot-password' },
  ],
});

/** A first password is no change. */
export const passwordNoticeMail = mail({
  name: 'auth.password-changed',
  service: 'auth',
  on: [
    on(PasswordSet, ({ data: { accountId, by } }) =>
      by === 'person' || by === 'reset' ? { to: { accountId }, template: 'changed', data: {} } : null,
    ),
    on(MembershipPasswordSet, ({ data: { membershipId } }) => ({
      to: { kind: 'membership', id: membershipId },
      template: 'changed',
      data: {},
    })),
  ],
  templates: { changed },
});
