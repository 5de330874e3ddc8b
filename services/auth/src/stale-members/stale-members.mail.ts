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
      subject: `${String(organization)}: users who have not been active for 90 days: ${String(users)}`,
      body: [
        name === null ? 'Hello,' : `Hello ${name},`,
        `Users of ${String(organization)} who have neither signed in nor used an API key for 90 days: ${String(users)}.`,
        'The audit trail of today names them. Deactivate those who have left.',
        { label: 'See the users', path: '/users' },
      ],
    }),
  },
});
