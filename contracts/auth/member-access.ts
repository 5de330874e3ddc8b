import { evolve, foreign } from '../declare/fold';
import { PERMISSIONS, permissionsOf, type Permission } from '../permissions';
import { ORGANIZATION_ROLES } from '../roles';
import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from './custom-role-events';
import {
  MembershipAccepted,
  MembershipAssignmentsSet,
  MembershipDeactivated,
  MembershipEnded,
  MembershipErased,
  MembershipGranted,
  MembershipReactivated,
  MembershipRemoved,
  MembershipRolesSet,
} from './membership-events';
import { ServiceAccountCreated, ServiceAccountRemoved, ServiceAccountRolesSet } from './service-account-events';

interface Holder {
  readonly isActive: boolean;
  readonly roles: readonly string[];
  /** The services and products that are assigned to them. */
  readonly assigned: readonly string[];
}

/** The present members and service accounts of an organisation with their roles, and the permissions of its own roles. */
export interface MemberAccess {
  /** By user, which is the membership, or by service account: as an actor of the organisation is named. */
  readonly holders: Map<string, Holder>;
  readonly customRoles: Map<string, { readonly name: string; readonly permissions: readonly string[] }>;
}

/** The stream is in the organisation's tenant, named by its id. For work that goes on when nobody is signed in. */
export const memberAccess = foreign(
  'auth.members',
  (): MemberAccess => ({ holders: new Map(), customRoles: new Map() }),
  [
    evolve(MembershipGranted, (state, { data: { membershipId, roles } }) =>
      held(state, membershipId, { isActive: false, roles }),
    ),
    evolve(MembershipAccepted, (state, { data: { membershipId } }) => held(state, membershipId, { isActive: true })),
    evolve(MembershipRolesSet, (state, { data: { membershipId, roles } }) => held(state, membershipId, { roles })),
    evolve(MembershipAssignmentsSet, (state, { data: { membershipId, services, products } }) =>
      held(state, membershipId, { assigned: [...services, ...products] }),
    ),
    evolve(MembershipDeactivated, (state, { data: { membershipId } }) =>
      held(state, membershipId, { isActive: false }),
    ),
    evolve(MembershipEnded, (state, { data: { membershipId } }) => held(state, membershipId, { isActive: false })),
    evolve(MembershipReactivated, (state, { data: { membershipId, status } }) =>
      held(state, membershipId, { isActive: status === 'active' }),
    ),
    evolve(MembershipRemoved, (state, { data: { membershipId } }) => gone(state, membershipId)),
    evolve(MembershipErased, (state, { data: { membershipId } }) => gone(state, membershipId)),
    evolve(ServiceAccountCreated, (state, { data: { serviceAccountId, roles } }) =>
      held(state, serviceAccountId, { isActive: true, roles }),
    ),
    evolve(ServiceAccountRolesSet, (state, { data: { serviceAccountId, roles } }) =>
      held(state, serviceAccountId, { roles }),
    ),
    evolve(ServiceAccountRemoved, (state, { data: { serviceAccountId } }) => gone(state, serviceAccountId)),
    evolve(CustomRoleCreated, withRole),
    evolve(CustomRoleChanged, withRole),
    evolve(CustomRoleDeleted, (state, { data: { roleId } }) => {
      state.customRoles.delete(roleId);
      return state;
    }),
  ],
  {
    mutates: true,
    copy: ({ holders, customRoles }) => ({ holders: new Map(holders), customRoles: new Map(customRoles) }),
  },
);

/**
 * The users and service accounts that may use a permission in the organisation now. A platform role alone gives none
 * here. `about`: the services and products in question; who holds the permission within a scope alone may use it where
 * one of them is assigned.
 */
export function membersWith(
  { holders, customRoles }: MemberAccess,
  permission: Permission,
  about?: readonly string[],
): ReadonlySet<string> {
  const custom = [...customRoles.values()].filter(({ permissions }) => permissions.includes(permission));
  const names = new Set(custom.map(({ name }) => name));
  const everywhere = PERMISSIONS[permission].everywhere;
  const members = new Set<string>();
  for (const [id, { isActive, roles, assigned }] of holders) {
    if (!isActive) continue;
    if (!permissionsOf(roles).has(permission) && !roles.some((role) => names.has(role))) continue;
    const isBound = everywhere !== undefined && !everywhere.some((role) => roles.includes(role));
    if (isBound && about && !about.some((thing) => assigned.includes(thing))) continue;
    members.add(id);
  }
  return members;
}

/** The names of the roles that somebody in the organisation may hold. */
export function roleNames({ customRoles }: Pick<MemberAccess, 'customRoles'>): ReadonlySet<string> {
  return new Set([...ORGANIZATION_ROLES, ...[...customRoles.values()].map(({ name }) => name)]);
}

const NOBODY: Holder = { isActive: false, roles: [], assigned: [] };

function held(state: MemberAccess, id: string, now: Partial<Holder>): MemberAccess {
  state.holders.set(id, { ...(state.holders.get(id) ?? NOBODY), ...now });
  return state;
}

function gone(state: MemberAccess, id: string): MemberAccess {
  state.holders.delete(id);
  return state;
}

function withRole(
  state: MemberAccess,
  { data }: { readonly data: CustomRoleCreated | CustomRoleChanged },
): MemberAccess {
  state.customRoles.set(data.roleId, { name: data.name, permissions: data.permissions });
  return state;
}
