import type { PermissionMatrix } from './auth/get-permissions';
import { allContracts, allTopics } from './catalogue';
import { STREAM_PATH } from './declare/live-topic';
import { PERMISSIONS, permissionsOf } from './permissions';
import { ORGANIZATION_ROLES, PLATFORM_ROLES } from './roles';

/** The permission matrix with the routes that each permission opens, from the declarations of both. */
export function permissionMatrix(): PermissionMatrix {
  const roles = [...PLATFORM_ROLES, ...ORGANIZATION_ROLES].map((role) => [role, [...permissionsOf([role])]] as const);
  const permissions = Object.entries(PERMISSIONS).map(([name, { description }]) => ({
    name,
    description,
    routes: [
      ...allContracts()
        .filter(({ permission, route }) => permission === name && route)
        .map(({ route }) => `${route?.method} ${route?.path}`),
      ...(allTopics().some(({ permission }) => permission === name) ? [`GET ${STREAM_PATH}`] : []),
    ].sort(),
  }));
  return { roles: Object.fromEntries(roles), permissions };
}
