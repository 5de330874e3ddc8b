import { evolve, foreign } from '../declare/fold';
import { permissionsOf, type Permission } from '../permissions';
import { CustomRoleChanged, CustomRoleCreated, CustomRoleDeleted } from './custom-role-events';
import {
  MembershipAccepted,
  MembershipDeactivated,
  MembershipErased,
  MembershipGranted,
  MembershipLinked,
  MembershipReactivated,
  MembershipRemoved,
  MembershipRolesSet,
} from './membership-events';
import { ServiceAccountCreated, ServiceAccountRemoved, ServiceAccountRolesSet } from './service-account-events';

interface Holder {
  /** Null: not linked yet. */
  readonly accountId: string | null;
  readonly isActive: boolean;
  readonly roles: readonly string[];
}

/** The present members and service accounts of an organisation with their roles, and the permissions of its own roles. */
export interface AccountAccess {
  /** By membership or service account. */
  readonly holders: Map<string, Holder>;
  readonly customRoles: Map<string, { readonly name: string; readonly permissions: readonly string[] }>;
}

/** The stream is in the organisation's tenant, named by its id. For work that goes on when nobody is signed in. */
export const accountAccess = foreign(
  'auth.members',
  (): AccountAccess => ({ holders: new Map(), customRoles: new Map() }),
  [
    evolve(MembershipGranted, (state, { data: { membershipId, roles } }) =>
      held(state, membershipId, { accountId: null, isActive: false, roles }),
    ),
    evolve(MembershipLinked, (state, { data: { membershipId, accountId } }) =>
      held(state, membershipId, { accountId }),
    ),
    evolve(MembershipAccepted, (state, { data: { membershipId } }) => held(state, membershipId, { isActive: true })),
    evolve(MembershipRolesSet, (state, { data: { membershipId, roles } }) => held(state, membershipId, { roles })),
    evolve(MembershipDeactivated, (state, { data: { membershipId } }) =>
      held(state, membershipId, { isActive: false }),
    ),
    evolve(MembershipReactivated, (state, { data: { membershipId, status } }) =>
      held(state, membershipId, { isActive: status === 'active' }),
    ),
    evolve(MembershipRemoved, (state, { data: { membershipId } }) => gone(state, membershipId)),
    evolve(MembershipErased, (state, { data: { membershipId } }) => gone(state, membershipId)),
    evolve(ServiceAccountCreated, (state, { data: { serviceAccountId: accountId, roles } }) =>
      held(state, accountId, { accountId, isActive: true, roles }),
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

/** The accounts that may use a permission in the organisation now. A platform role alone gives none here. */
export function accountsWith({ holders, customRoles }: AccountAccess, permission: Permission): ReadonlySet<string> {
  const custom = [...customRoles.values()].filter(({ permissions }) => permissions.includes(permission));
  const names = new Set(custom.map(({ name }) => name));
  const accounts = new Set<string>();
  for (const { accountId, isActive, roles } of holders.values()) {
    if (accountId === null || !isActive) continue;
    if (permissionsOf(roles).has(permission) || roles.some((role) => names.has(role))) accounts.add(accountId);
  }
  return accounts;
}

const NOBODY: Holder = { accountId: null, isActive: false, roles: [] };

function held(state: AccountAccess, id: string, now: Partial<Holder>): AccountAccess {
  state.holders.set(id, { ...(state.holders.get(id) ?? NOBODY), ...now });
  return state;
}

function gone(state: AccountAccess, id: string): AccountAccess {
  state.holders.delete(id);
  return state;
}

function withRole(
  state: AccountAccess,
  { data }: { readonly data: CustomRoleCreated | CustomRoleChanged },
): AccountAccess {
  state.customRoles.set(data.roleId, { name: data.name, permissions: data.permissions });
  return state;
}
