import type { PermissionMatrix } from './auth/get-permissions';
import { allContracts, allTopics } from './catalogue';
import { permissionsFor } from './declare/access';
import { API_BASE } from './declare/contract';
import { declaredImports } from './declare/import-declaration';
import { STREAM_PATH } from './declare/live-topic';
import { PERMISSIONS, permissionsOf } from './permissions';
import { ORGANIZATION_ROLES, PLATFORM_ROLES } from './roles';

/** The permission matrix with the routes that each permission opens, from the declarations of both. */
export function permissionMatrix(): PermissionMatrix {
  const roles = [...PLATFORM_ROLES, ...ORGANIZATION_ROLES].map((role) => [role, [...permissionsOf([role])]] as const);
  const permissions = Object.entries(PERMISSIONS).map(([name, { description }]) => ({
    name,
    description,
    routes: [...routesOf(name), ...shortFormsOf(name), ...streamOf(name)].sort(),
  }));
  return { roles: Object.fromEntries(roles), permissions };
}

function routesOf(name: string): readonly string[] {
  return allContracts()
    .filter(({ permission, route }) => route && permissionsFor(permission).some((each) => each === name))
    .map(({ route }) => `${route?.method} ${route?.path}`);
}

/** Of the kinds of import that the permission opens. */
function shortFormsOf(name: string): readonly string[] {
  const kinds = declaredImports().filter(({ permission, path }) => permission === name && path);
  return kinds.map(({ path }) => `POST ${API_BASE}${path}`);
}

function streamOf(name: string): readonly string[] {
  return allTopics().some(({ permission }) => permission === name) ? [`GET ${STREAM_PATH}`] : [];
}
