import { EmailChanged, EmailChangeRequested, VerificationRequested } from '#contracts/auth/account-events';
import { on } from '#contracts/declare/on';
import { mail, type MailTemplate } from '#libs/mail';
import { mailLink } from '../links/link';

const greeting = (name: string | null) => (name === null ? 'Hello,' : `Hello ${name},`);

export const verificationMail = mail({
  name: 'auth.verification',
  service: 'auth',
  on: [
    on(VerificationRequested, ({ data: { accountId, verificationId } }) => ({
      to: { accountId },
      template: 'verify',
      data: {},
      link: mailLink('verification', { streamId: accountId, id: verificationId }),
    })),
  ],
  templates: {
    verify: ({ name }) => ({
      subject: 'Confirm your e-mail address for OpsLedger',
      body: [
        greeting(name),
        'Confirm that this address is yours. Passwords that organisations have set for you are then no longer good.',
        { label: 'Confirm the address', path: '/verify-email', withToken: true },
        'The link is good for a day. If you did not ask for it, do nothing.',
      ],
    }),
  },
});

/** `taken`: another account has the address, and this goes to its owner. Only the link is missing. */
const newAddress: MailTemplate = ({ name, data: { taken } }) =>
  taken
    ? {
        subject: 'Your e-mail address is in use at OpsLedger',
        body: [
          greeting(name),
          'Somebody asked to use this address for their OpsLedger account. It is the address of yours, so nothing changes.',
          'If it was you: sign in with this address instead, or change it there first.',
        ],
      }
    : {
        subject: 'Confirm your new e-mail address for OpsLedger',
        body: [
          greeting(name),
          'Your OpsLedger account is to have this address. Nothing changes until you confirm it.',
          { label: 'Use this address', path: '/verify-email', withToken: true },
          'The link is good for a day. If you did not ask for it, do nothing.',
        ],
      };

/** Goes to the address that is asked for. */
export const newAddressMail = mail({
  name: 'auth.new-address',
  service: 'auth',
  on: [
    on(EmailChangeRequested, ({ data: { accountId, changeId } }) => ({
      to: { kind: 'new-address', id: accountId },
      template: 'confirm',
      data: {},
      link: mailLink('email-change', { streamId: accountId, id: changeId }),
    })),
  ],
  templates: { confirm: newAddress },
});

/** Goes to the address on file: the former one when a change is asked for, the new one when it has happened. */
export const addressNoticeMail = mail({
  name: 'auth.address-notice',
  service: 'auth',
  on: [
    on(EmailChangeRequested, ({ data: { accountId } }) => ({ to: { accountId }, template: 'asked', data: {} })),
    on(EmailChanged, ({ data: { accountId } }) => ({ to: { accountId }, template: 'changed', data: {} })),
  ],
  templates: {
    asked: ({ name }) => ({
      subject: 'Another e-mail address for your OpsLedger account',
      body: [
        greeting(name),
        'You, or somebody with your password, asked for another address of your account. It changes once the new address confirms.',
        'If it was not you, set a new password now; the change is then void:',
        { label: 'Forgot password', path: '/forgot-password' },
      ],
    }),
    changed: ({ name }) => ({
      subject: 'Your OpsLedger e-mail address was changed',
      body: [greeting(name), 'This is now the address of your account: sign in with it from now on.'],
    }),
  },
});
