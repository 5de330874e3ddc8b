import { FindStaleMembers } from '#contracts/auth/find-stale-members';
import type { CommandContext } from '#libs/identity';
import { command, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { members } from '../members/members';
import { findStaleMembers } from './find-stale-members';
import { findStaleMembersJob } from './find-stale-members.job';
import { staleMembersMail } from './stale-members.mail';
import { unusedMembers } from './unused-members.provider';

export const staleMembersFeature: Feature<AuthParts> = {
  wirings: [
    command(FindStaleMembers, {
      on: members,
      id: (_: object, { context }: { readonly context: CommandContext }) => context.tenantId,
      facts: unusedMembers,
      decide: findStaleMembers,
      answer: (_, { events: [found] }) => ({ users: found?.type === 'StaleMembersFound' ? found.data.users : 0 }),
    }),
  ],
  schedules: [findStaleMembersJob],
  mails: [staleMembersMail],
};
