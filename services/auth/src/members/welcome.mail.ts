import { MembershipGranted } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { mail } from '#libs/mail';

/**
 * Welcomes the first administrator of an organisation, once account and membership exist: this is the one membership
 * that auth itself grants. A pending one has no password to sign in with; an invitation is another mail.
 */
export const welcomeMail = mail({
  name: 'auth.welcome',
  service: 'auth',
  on: [
    on(MembershipGranted, ({ data: { accountId, status, roles }, metadata: { actorId } }) =>
      actorId === 'service:auth' && status === 'active' && roles.includes('admin')
        ? { to: { accountId }, template: 'welcome', data: {} }
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
