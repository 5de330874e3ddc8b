import { event } from '#contracts/declare/event';
import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from '#contracts/auth/custom-role-events';
import type { ChangeRole } from '#contracts/auth/change-role';
import type { CreateRole } from '#contracts/auth/create-role';
import type { DeleteRole } from '#contracts/auth/delete-role';
import { MembershipRolesSet } from '#contracts/auth/membership-events';
import { ServiceAccountRolesSet } from '#contracts/auth/service-account-events';
import { DomainError, faultAt, refuse } from '#contracts/errors';
import type { Given } from '#libs/event-sourcing';
import { refuseHolderOfMore, refuseOwnRoles, refusePermissionsBeyond } from '../members/roles';
import type { Member, Members, MembershipEvent } from '../members/members';
import type { ServiceAccount } from '../members/service-account-state';
import { isBuiltInName, isSameName } from './role-names';

/** The most custom roles of one organisation. */
export const MAX_CUSTOM_ROLES = 100;

export function createRole({ name, permissions }: CreateRole, state: Members, given: Given): MembershipEvent[] {
  refusePermissionsBeyond(given, permissions);
  refuseTakenName(state, name);
  if (state.customRoles.size >= MAX_CUSTOM_ROLES) {
    throw new DomainError('LIMIT_REACHED', `An organisation may have ${MAX_CUSTOM_ROLES} roles of its own`, {
      limit: MAX_CUSTOM_ROLES,
    });
  }
  const roleId = given.newId('role');
  return [event(CustomRoleCreated, { roleId, organizationId: given.tenantId, name, permissions })];
}

/**
 * A change of the permissions changes what every holder may do: it is judged as one of their roles would be. Members
 * hold a role by its name, so another name is set for each of them.
 */
export function changeRole(command: ChangeRole, state: Members, given: Given): MembershipEvent[] {
  const { roleId, name, permissions } = command;
  const role = existingRole(state, roleId);
  const holders = holdersOf(state, role.name);
  const accounts = accountsWith(state, role.name);
  const held = new Set(role.permissions);
  const changes = held.size !== new Set(permissions).size || permissions.some((permission) => !held.has(permission));
  if (!changes && name === role.name) return [];
  if (changes) {
    refusePermissionsBeyond(
      given,
      permissions.filter((permission) => !held.has(permission)),
    );
    for (const [membershipId, { roles }] of holders) {
      refuseOwnRoles(given, membershipId);
      refuseHolderOfMore(given, state, roles);
    }
    for (const [serviceAccountId, { roles }] of accounts) {
      refuseOwnRoles(given, serviceAccountId);
      refuseHolderOfMore(given, state, roles);
    }
  }
  const { tenantId: organizationId } = given;
  const changed = event(CustomRoleChanged, { roleId, organizationId, name, permissions });
  if (name === role.name) return [changed];
  refuseTakenName(state, name, roleId);
  const renamed = (roles: readonly string[]) => roles.map((each) => (each === role.name ? name : each));
  return [
    changed,
    ...holders.map(([membershipId, { roles }]) =>
      event(MembershipRolesSet, { membershipId, organizationId, roles: renamed(roles) }),
    ),
    ...accounts.map(([serviceAccountId, { roles }]) =>
      event(ServiceAccountRolesSet, { serviceAccountId, organizationId, roles: renamed(roles) }),
    ),
  ];
}

export function deleteRole({ roleId }: DeleteRole, state: Members, given: Given): MembershipEvent[] {
  const { name } = existingRole(state, roleId);
  if (holdersOf(state, name).length > 0) refuse('CONFLICT', {}, 'Users hold this role; give them another first');
  if (accountsWith(state, name).length > 0)
    refuse('CONFLICT', {}, 'Service accounts hold this role; remove them first');
  return [event(CustomRoleDeleted, { roleId, organizationId: given.tenantId, name })];
}

function existingRole(state: Members, roleId: string) {
  const role = state.customRoles.get(roleId);
  if (!role) throw new DomainError('NOT_FOUND', 'There is no such role');
  return role;
}

/** Invited, active and deactivated members: a reactivation gives the role back. */
function holdersOf(state: Members, name: string): readonly (readonly [string, Member])[] {
  return [...state].filter(([, { status, roles }]) => status !== 'removed' && roles.includes(name));
}

function accountsWith(state: Members, name: string): readonly (readonly [string, ServiceAccount])[] {
  return [...state.serviceAccounts].filter(([, { roles }]) => roles.includes(name));
}

function refuseTakenName(state: Members, name: string, except?: string): void {
  const isTaken = [...state.customRoles].some(([roleId, role]) => roleId !== except && isSameName(role.name, name));
  if (!isTaken && !isBuiltInName(name)) return;
  const message = isTaken ? 'is the name of a role already' : 'is the name of a built-in role, or looks like an id';
  throw faultAt('DUPLICATE', '/name', message);
}
