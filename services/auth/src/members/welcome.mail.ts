import { MembershipGranted } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { mail } from '#libs/mail';

/**
 * Welcomes the first administrator of an organisation: this is the one membership that auth itself grants. One without
 * a password cannot sign in yet; an invitation is another mail.
 */
export const welcomeMail = mail({
  name: 'auth.welcome',
  service: 'auth',
  on: [
    on(MembershipGranted, ({ data: { membershipId, passwordId, roles }, metadata: { actorId } }) =>
      actorId === 'service:auth' && passwordId !== null && roles.includes('admin')
        ? { to: { kind: 'membership', id: membershipId }, template: 'welcome', data: {} }
        : null,
    ),
  ],
  templates: {
    welcome: ({ name }) => ({
      subject: 'Welcome to OpsLedger',
      body: [
        name === null ? 'Hello,' : `Hello ${name},`,
        'Your organisation is set up on OpsLedger, and you are its first administrator.',
        { label: 'Sign in', path: '/sign-in' },
      ],
    }),
  },
});
