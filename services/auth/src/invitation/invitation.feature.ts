import { AcceptInvitation } from '#contracts/auth/accept-invitation';
import { ExpireInvitations } from '#contracts/auth/expire-invitations';
import { SendInvitation } from '#contracts/auth/send-invitation';
import { WithdrawInvitation } from '#contracts/auth/withdraw-invitation';
import type { CommandContext } from '#libs/identity';
import { command, handler, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { memberIn, members, type Members } from '../members/members';
import { acceptInvitation } from './accept-invitation.handler';
import { expireInvitations } from './expire-invitations';
import { expireInvitationsJob } from './expire-invitations.job';
import { invitationMail } from './invitation.mail';
import { sendInvitation } from './send-invitation';
import { withdrawInvitation } from './withdraw-invitation';

const inOrganization = {
  on: members,
  id: (_: object, { context }: { readonly context: CommandContext }) => context.tenantId,
};

const thing = (state: Members, { invitedUserId }: { readonly invitedUserId: string }) => memberIn(state, invitedUserId);

export const invitationFeature: Feature<AuthParts> = {
  wirings: [
    command(SendInvitation, { ...inOrganization, thing, decide: sendInvitation }),
    command(WithdrawInvitation, {
      ...inOrganization,
      thing,
      decide: withdrawInvitation,
      answer: ({ invitedUserId: id }, { revision }) => ({ id, revision }),
      then: ({ command: { invitedUserId }, id, parts: { access } }) => access.membership(id, invitedUserId),
    }),
    command(ExpireInvitations, {
      ...inOrganization,
      decide: expireInvitations,
      answer: (_, { events }) => ({ invitations: events.length }),
      then: async ({ events, id, parts: { access } }) => {
        for (const { data } of events) if ('membershipId' in data) await access.membership(id, data.membershipId);
      },
    }),
    handler(AcceptInvitation, acceptInvitation),
  ],
  schedules: [expireInvitationsJob],
  mails: [invitationMail],
};
