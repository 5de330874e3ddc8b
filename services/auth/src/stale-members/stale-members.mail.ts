import { StaleMembersFound } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { mail } from '#libs/mail';

export const staleMembersMail = mail({
  name: 'auth.stale-members',
  service: 'auth',
  on: [
    on(StaleMembersFound, ({ data: { users, toldIds } }) =>
      toldIds.map((id) => ({ to: { kind: 'membership', id }, template: 'found', data: { users } })),
    ),
  ],
  templates: {
    found: ({ name, data: { organization, users } }) => ({
      subject: `${String(organization)}: ${String(users)} users have not been active for 90 days`,
      body: [
        name === null ? 'Hello,' : `Hello ${name},`,
        `${String(users)} users of ${String(organization)} have neither signed in nor used an API key for 90 days.`,
        'Deactivate those who have left; the audit trail of today names them.',
        { label: 'See the users', path: '/users' },
      ],
    }),
  },
});
