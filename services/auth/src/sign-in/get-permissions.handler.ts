import { GetPermissions, type PermissionMatrix } from '#contracts/auth/get-permissions';
import { permissionMatrix } from '#contracts/permission-matrix';
import type { RequestContext } from '#libs/identity';
import { Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';

@Handles(GetPermissions)
export class GetPermissionsHandler implements Handler<GetPermissions, PermissionMatrix, RequestContext> {
  async execute(_: Dispatched<GetPermissions, RequestContext>): Promise<Outcome<PermissionMatrix>> {
    return { answer: permissionMatrix() };
  }
}
