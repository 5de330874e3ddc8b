import { CreateUser } from '#contracts/auth/create-user';
import { DeactivateUser } from '#contracts/auth/deactivate-user';
import { GetUser } from '#contracts/auth/get-user';
import { ListUsers } from '#contracts/auth/list-users';
import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import { ReactivateUser } from '#contracts/auth/reactivate-user';
import { SetRoles } from '#contracts/auth/set-roles';
import type { CommandContext } from '#libs/identity';
import { LISTED, equals } from '#libs/read-models';
import { command, handler, list, type Concluded, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { userLimit } from '../organization/organization-limits';
import { createUser } from './create-user.handler';
import { deactivateUser } from './deactivate-user';
import { firstAdministratorReactor } from './first-administrator.reactor';
import { memberIn, members, type Members, type MembershipEvent } from './members';
import { provisionFirstAdministrator } from './provision-first-administrator.handler';
import { reactivateUser } from './reactivate-user';
import { setRoles } from './set-roles';
import { MemberRow } from './user.entity';
import { userProjection } from './user.projection';
import { welcomeMail } from './welcome.mail';

type OfMember = { readonly userId: string };

/**
 * A change of one member's access. Their organisation's stream holds all of them; the entity tag is the member's. It is
 * published before it is answered: earlier tokens are refused from then on.
 */
const ofMember = {
  on: members,
  id: (_: OfMember, { context }: { readonly context: CommandContext }) => context.tenantId,
  thing: (state: Members, { userId }: OfMember) => memberIn(state, userId),
  then: ({ command: { userId }, id, parts: { access } }: Concluded<OfMember, MembershipEvent, AuthParts>) =>
    access.membership(id, userId),
};

export const membersFeature: Feature<AuthParts> = {
  wirings: [
    handler(CreateUser, createUser),
    command(SetRoles, { ...ofMember, decide: setRoles }),
    command(DeactivateUser, { ...ofMember, decide: deactivateUser }),
    command(ReactivateUser, {
      ...ofMember,
      facts: (_, { context, lookup }) => userLimit(lookup, context.tenantId),
      decide: reactivateUser,
    }),
    handler(ProvisionFirstAdministrator, provisionFirstAdministrator),
    list(ListUsers, {
      entity: MemberRow,
      filters: {
        status: equals('status'),
        role: (query, role) => query.andWhere(`:role = ANY (${LISTED}.roles)`, { role }),
      },
      show: ({ accountId, email, name, roles, status, createdAt, updatedAt }) => ({
        id: accountId,
        email,
        name,
        roles,
        status,
        createdAt,
        updatedAt,
      }),
      get: { query: GetUser, key: 'accountId', noun: 'user' },
    }),
  ],
  projections: [userProjection],
  reactors: [firstAdministratorReactor],
  mails: [welcomeMail],
};
