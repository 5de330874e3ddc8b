import { ApplyDetails } from '#contracts/auth/apply-details';
import { ChangeUser } from '#contracts/auth/change-user';
import { CreateUser } from '#contracts/auth/create-user';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { EraseAccount } from '#contracts/auth/erase-account';
import { EraseUser } from '#contracts/auth/erase-user';
import { EndUserSessions } from '#contracts/auth/end-user-sessions';
import { GetUser } from '#contracts/auth/get-user';
import { Leave } from '#contracts/auth/leave';
import { LinkMembership } from '#contracts/auth/link-membership';
import { ListUsers } from '#contracts/auth/list-users';
import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { RemoveUser } from '#contracts/auth/remove-user';
import { RevokeUserApiKeys } from '#contracts/auth/revoke-user-api-keys';
import { SetAssignments } from '#contracts/auth/set-assignments';
import { SetRoles } from '#contracts/auth/set-roles';
import { UnlockUser } from '#contracts/auth/unlock-user';
import type { CommandContext } from '#libs/identity';
import { LISTED, equals } from '#libs/read-models';
import { command, handler, list, type Concluded, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { userLimit } from '../organization/organization-limits';
import { applyDetails } from './apply-details.handler';
import { changeUser } from './change-user.handler';
import { createUser } from './create-user';
import { deactivateUser } from './deactivate-user';
import { eraseAccount } from './erase-account.handler';
import { eraseAccountReactor } from './erase-account.reactor';
import { eraseUser, membershipIn } from './erase-user';
import { endUserSessions } from './end-user-sessions';
import { firstAdministratorReactor } from './first-administrator.reactor';
import { provisionFirstAdministrator } from './grant-membership';
import { linkMembership } from './link-membership.handler';
import { memberDetailsReactor } from './member-details.reactor';
import { MemberRow } from './member.entity';
import { memberIn, members, type Members, type MembershipEvent } from './members';
import { membershipLinkReactor } from './membership-link.reactor';
import { newUserFacts } from './new-user-facts.provider';
import { reactivateUser } from './reactivate-user';
import { leaveOrganization, removeUser } from './remove-member';
import { revokeUserApiKeys } from './revoke-user-api-keys';
import { setAssignments } from './set-assignments';
import { assignableFacts } from '../assignment/assignable.provider';
import { products, services } from '../assignment/catalogue.entity';
import { setRoles } from './set-roles';
import { unlockUser } from './unlock-user';
import { openLock, unlockFacts } from './unlocking.provider';
import { userProjection } from './user.projection';

type OfMember = { readonly userId: string };

function membershipOf(event: MembershipEvent | undefined): string {
  return event && 'membershipId' in event.data ? event.data.membershipId : '';
}

/** All members of an organisation are in one stream, named by it. */
const inOrganization = {
  on: members,
  id: (_: object, { context }: { readonly context: CommandContext }) => context.tenantId,
};

/**
 * A change of one member's access. Their organisation's stream holds all of them; the entity tag is the member's. It is
 * published before it is answered: earlier tokens are refused from then on.
 */
const ofMember = {
  ...inOrganization,
  thing: (state: Members, { userId }: OfMember) => memberIn(state, userId),
  then: ({ command: { userId }, id, parts: { access } }: Concluded<OfMember, MembershipEvent, AuthParts>) =>
    access.membership(id, userId),
};

export const membersFeature: Feature<AuthParts> = {
  wirings: [
    command(CreateUser, {
      ...inOrganization,
      facts: newUserFacts,
      decide: createUser,
      answer: (_, { events: [granted, ...others], revision }) => ({
        id: membershipOf(granted),
        // The grant's own, which the entity tag has: the invitation after it shows nowhere.
        revision: revision - others.length,
      }),
    }),
    handler(ChangeUser, changeUser),
    command(SetRoles, { ...ofMember, decide: setRoles }),
    command(SetAssignments, {
      ...ofMember,
      facts: assignableFacts,
      decide: setAssignments,
      then: ({ command: { userId }, id, parts: { access } }) => access.assignments(id, userId),
    }),
    command(DeactivateUser, { ...ofMember, decide: deactivateUser }),
    command(ReactivateUser, {
      ...ofMember,
      facts: async ({ userId }, { context, lookup, parts: { leaves } }) => ({
        ...(await userLimit(lookup, context.tenantId)),
        hasLeft: (await leaves.over([userId])).has(userId),
      }),
      decide: reactivateUser,
    }),
    command(EndUserSessions, { ...ofMember, decide: endUserSessions }),
    command(RevokeUserApiKeys, { ...ofMember, decide: revokeUserApiKeys }),
    command(UnlockUser, { ...ofMember, facts: unlockFacts, decide: unlockUser, then: openLock }),
    command(RemoveUser, {
      ...ofMember,
      decide: removeUser,
      answer: ({ userId: id }, { revision }) => ({ id, revision }),
    }),
    command(EraseUser, {
      ...ofMember,
      thing: (state, { userId }) => membershipIn(state, userId),
      decide: eraseUser,
    }),
    handler(EraseAccount, eraseAccount),
    command(Leave, {
      ...inOrganization,
      decide: leaveOrganization,
      answer: (_, { events: [removed], revision }) => ({ id: membershipOf(removed), revision }),
      then: ({ context: { actor }, id, parts: { access } }) => access.membership(id, actor.id),
    }),
    command(ProvisionFirstAdministrator, {
      ...inOrganization,
      facts: (_, { context, lookup }) => userLimit(lookup, context.tenantId),
      decide: provisionFirstAdministrator,
      thing: (state, { membershipId }) => memberIn(state, membershipId),
    }),
    handler(LinkMembership, linkMembership),
    handler(ApplyDetails, applyDetails),
    list(ListUsers, {
      entity: MemberRow,
      filters: {
        status: equals('status'),
        role: (query, role) => query.andWhere(`:role = ANY (${LISTED}.roles)`, { role }),
      },
      show: ({ membershipId, email, name, roles, services, products, status, createdAt, updatedAt }) => ({
        id: membershipId,
        email,
        name,
        roles,
        services,
        products,
        status,
        createdAt,
        updatedAt,
      }),
      get: { query: GetUser, key: 'membershipId', noun: 'user' },
    }),
  ],
  projections: [userProjection],
  directories: [services, products],
  personalRows: [
    { table: 'auth.session', subjects: ['account_id', 'membership_id'] },
    { table: 'auth.password', subjects: ['account_id', 'membership_id'] },
  ],
  reactors: [eraseAccountReactor, firstAdministratorReactor, membershipLinkReactor, memberDetailsReactor],
};
