import { servicePermissions } from './declared';
import { ORGANIZATION_ROLES } from './roles';

/** The reserved tenant of accounts and platform events. */
export const PLATFORM = '00000000-0000-4000-8000-000000000001';

/** Every permission, with its description and the built-in roles that contain it. */
export const PERMISSIONS = servicePermissions;

export type Permission = keyof typeof PERMISSIONS;

/** The permissions of the built-in roles, together. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  const held = new Set<Permission>();
  for (const [name, { roles: holders }] of Object.entries(PERMISSIONS)) {
    if (holders.some((role) => roles.includes(role))) held.add(name as Permission);
  }
  return held;
}

/** Those of them that one of the roles gives for every row, not only within a scope. */
export function unscopedPermissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  const held = [...permissionsOf(roles)];
  return new Set(held.filter((name) => PERMISSIONS[name].everywhere?.some((role) => roles.includes(role))));
}

/** Whether a role of an organisation may contain it: this release knows it, and it is not of platform roles alone. */
export function isOrganizationPermission(name: string): name is Permission {
  if (!Object.hasOwn(PERMISSIONS, name)) return false;
  return PERMISSIONS[name as Permission].roles.some((role) => ORGANIZATION_ROLES.some((known) => known === role));
}

/** The permissions that custom roles may contain. */
export const ORGANIZATION_PERMISSIONS = Object.keys(PERMISSIONS).filter(isOrganizationPermission);
