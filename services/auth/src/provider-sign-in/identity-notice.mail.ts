import { IdentityLinked, IdentityUnlinked } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { mail, type MailTemplate } from '#libs/mail';

const named = (organization: unknown) => (typeof organization === 'string' ? organization : 'yours');

const notice =
  (subject: string, sentence: string): MailTemplate =>
  ({ name, data }) => ({
    subject,
    body: [
      name === null ? 'Hello,' : `Hello ${name},`,
      `${sentence} The organisation is ${named(data['organization'])}.`,
      'If it was not you, tell an administrator of the organisation, and set a new password:',
      { label: 'Forgot password', path: '/forgot-password' },
    ],
  });

/** The person is told of each change of how they sign in. */
export const identityNoticeMail = mail({
  name: 'auth.identity-notice',
  service: 'auth',
  on: [
    on(IdentityLinked, ({ data: { membershipId } }) => ({
      to: { kind: 'membership', id: membershipId },
      template: 'linked',
      data: {},
    })),
    on(IdentityUnlinked, ({ data: { membershipId } }) => ({
      to: { kind: 'membership', id: membershipId },
      template: 'unlinked',
      data: {},
    })),
  ],
  templates: {
    linked: notice(
      'A new way to sign in to OpsLedger',
      'You can sign in with your identity at the provider of your organisation from now on.',
    ),
    unlinked: notice(
      'A way to sign in to OpsLedger was removed',
      'You can no longer sign in with your identity at the provider of your organisation.',
    ),
  },
});
