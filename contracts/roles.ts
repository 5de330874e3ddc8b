export const ORGANIZATION_ROLES = ['admin', 'manager', 'counter', 'viewer', 'service_admin', 'product_admin'] as const;
export const PLATFORM_ROLES = ['super_admin', 'platform_auditor'] as const;

export type OrganizationRole = (typeof ORGANIZATION_ROLES)[number];
export type PlatformRole = (typeof PLATFORM_ROLES)[number];

/** The roles of every organisation. An organisation's own roles are data. */
export type BuiltInRole = OrganizationRole | PlatformRole;

export const EVERY_ROLE: readonly BuiltInRole[] = [...PLATFORM_ROLES, ...ORGANIZATION_ROLES];
