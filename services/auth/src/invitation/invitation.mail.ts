import { InvitationSent } from '#contracts/auth/membership-events';
import { on } from '#contracts/declare/on';
import { mail } from '#libs/mail';
import { mailLink } from '../links/link';

/** Goes to the address as the organisation typed it. */
export const invitationMail = mail({
  name: 'auth.invitation',
  service: 'auth',
  on: [
    on(InvitationSent, ({ data: { membershipId, organizationId, invitationId, expiresAt } }) => ({
      to: { kind: 'membership', id: membershipId },
      template: 'invitation',
      data: { expiresAt },
      link: mailLink('invitation', { streamId: organizationId, id: invitationId }),
    })),
  ],
  templates: {
    invitation: ({ name, data: { organization, expiresAt } }) => ({
      subject: `You are invited to ${String(organization)} on OpsLedger`,
      body: [
        name === null ? 'Hello,' : `Hello ${name},`,
        `${String(organization)} invites you to work with them on OpsLedger.`,
        { label: 'Accept the invitation', path: '/invitations/accept', withToken: true },
        `The link is good until ${String(expiresAt).slice(0, 10)}. If you do not know the sender, do nothing.`,
      ],
    }),
  },
});
