import type { GetPermissions, PermissionMatrix } from '#contracts/auth/get-permissions';
import { permissionMatrix } from '#contracts/permission-matrix';
import { PLATFORM, isOrganizationPermission } from '#contracts/permissions';
import type { RequestContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { members } from '../members/members';

/** The matrix of this release, with the roles of the caller's organisation as they are now. */
export async function getPermissions(
  _query: GetPermissions,
  { tenantId }: RequestContext,
  { commands }: Pick<AuthParts, 'commands'>,
): Promise<Outcome<PermissionMatrix>> {
  const matrix = permissionMatrix();
  if (tenantId === PLATFORM) return { answer: matrix };
  const { state } = await commands.state(members, tenantId, tenantId);
  const custom = [...state.customRoles.values()].map(
    ({ name, permissions }) => [name, permissions.filter(isOrganizationPermission)] as const,
  );
  return { answer: { ...matrix, roles: { ...matrix.roles, ...Object.fromEntries(custom) } } };
}
