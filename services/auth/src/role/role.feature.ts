import { ChangeRole } from '#contracts/auth/change-role';
import { CreateRole } from '#contracts/auth/create-role';
import { DeleteRole } from '#contracts/auth/delete-role';
import { GetPermissions } from '#contracts/auth/get-permissions';
import { GetRole } from '#contracts/auth/get-role';
import { ListRoles } from '#contracts/auth/list-roles';
import type { CommandContext } from '#libs/identity';
import { command, handler, type Concluded, type Feature } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { members, type Members, type MembershipEvent } from '../members/members';
import { changeRole, createRole, deleteRole } from './change-role';
import { getPermissions } from './get-permissions.handler';
import { getRole, listRoles } from './list-roles.handler';

type OfRole = { readonly roleId: string };

/** Roles are in the stream of the organisation's members; they are published before the answer. */
const inOrganization = {
  on: members,
  id: (_: object, { context }: { readonly context: CommandContext }) => context.tenantId,
  then: ({ id, parts: { access } }: Concluded<object, MembershipEvent, AuthParts>) => access.roles(id),
};

const ofRole = {
  ...inOrganization,
  thing: (state: Members, { roleId }: OfRole) => {
    const role = state.customRoles.get(roleId);
    return role && { id: roleId, revision: role.revision };
  },
};

/** Roles that an organisation makes for itself. */
export const roleFeature: Feature<AuthParts> = {
  wirings: [
    command(CreateRole, {
      ...inOrganization,
      decide: createRole,
      answer: (_, { events: [created], revision }) => {
        const id = created && 'roleId' in created.data ? created.data.roleId : '';
        return { id, revision };
      },
    }),
    command(ChangeRole, { ...ofRole, decide: changeRole }),
    command(DeleteRole, {
      ...ofRole,
      decide: deleteRole,
      answer: ({ roleId: id }, { revision }) => ({ id, revision }),
    }),
    handler(ListRoles, listRoles),
    handler(GetRole, getRole),
    handler(GetPermissions, getPermissions),
  ],
};
