/** The reserved tenant of accounts and platform events. */
export const PLATFORM = '00000000-0000-4000-8000-000000000001';

export const ORGANIZATION_ROLES = ['admin', 'manager', 'counter', 'viewer', 'service_admin', 'product_admin'] as const;
export const PLATFORM_ROLES = ['super_admin', 'platform_auditor'] as const;

export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];
export type PlatformRole = (typeof PLATFORM_ROLES)[number];
export type Role = OrganizationRole | PlatformRole;

const S = 'super_admin';
const P = 'platform_auditor';
const A = 'admin';
const M = 'manager';
const C = 'counter';
const V = 'viewer';
const X = ['service_admin', 'product_admin'] as const;

/** The matrix: each permission, what it allows in words, and the roles that contain it. */
export const PERMISSIONS = {
  'organization.list': ['List organisations', [S, P]],
  'organization.create': ['Create an organisation', [S]],
  'organization.read': ['Read an organisation', [S, P, A, M, C, V, ...X]],
  'organization.suspend': ['Suspend and reactivate organisations', [S]],
  'user.create': ['Make a user a member', [S, A]],
  'user.read': ['Read users', [S, P, A]],
  'user.status.set': ['Deactivate, reactivate and unlock users', [S, A]],
  'user.roles.assign': ['Assign roles to users', [S, A]],
  'inventory.location.read': ['Read locations', [S, P, A, M, C, V]],
  'inventory.location.manage': ['Create and change locations', [S, A, M]],
  'inventory.item.read': ['Read items', [S, P, A, M, C, V]],
  'inventory.item.manage': ['Create and change items', [S, A, M]],
  'inventory.stock.read': ['Read stock levels and movements', [S, P, A, M, V]],
  'inventory.receipt.record': ['Record receipts', [S, A, M]],
  'inventory.usage.record': ['Record usages', [S, A, M]],
  'inventory.adjustment.record': ['Record adjustments', [S, A, M]],
  'inventory.transfer.record': ['Record transfers', [S, A, M]],
  'audit.read': ['Read the audit trail', [S, P, A]],
  'ops.projection.read': ['Read the state of projections', [S, P]],
  'ops.projection.operate': ['Rebuild, pause and switch projections', [S]],
  'ops.parked.read': ['Read parked events', [S, P]],
  'ops.parked.operate': ['Retry and skip parked events', [S]],
} as const satisfies Record<string, readonly [string, readonly Role[]]>;

export type Permission = keyof typeof PERMISSIONS;

/** The union of what the roles contain. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  const held = new Set<Permission>();
  for (const [name, [, holders]] of Object.entries(PERMISSIONS)) {
    if (holders.some((role) => roles.includes(role))) held.add(name as Permission);
  }
  return held;
}
