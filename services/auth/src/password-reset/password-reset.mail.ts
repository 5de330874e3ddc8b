import { PasswordResetRequested } from '#contracts/auth/account-events';
import { on } from '#contracts/declare/on';
import { mail } from '#libs/mail';
import { mailLink } from '../links/link';

export const passwordResetMail = mail({
  name: 'auth.password-reset',
  service: 'auth',
  on: [
    on(PasswordResetRequested, ({ data: { accountId, resetId } }) => ({
      to: { accountId },
      template: 'reset',
      data: {},
      link: mailLink('password-reset', { streamId: accountId, id: resetId }),
    })),
  ],
  templates: {
    reset: ({ name }) => ({
      subject: 'Set a new password for OpsLedger',
      body: [
        name === null ? 'Hello,' : `Hello ${name},`,
        'Somebody, probably you, asked for a new password.',
        { label: 'Set a new password', path: '/password-reset', withToken: true },
        'The link is good for an hour, and once. If it was not you, do nothing: your password stays as it is.',
      ],
    }),
  },
});
