import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, List } from '../declare/fields';
import { ORGANIZATION_PERMISSIONS } from '../permissions';
import { MAX_ROLE_PERMISSIONS } from './custom-role-events';
import { NewRoleName } from '../values/role-name';

/** Permissions of organisations only: a role never contains those of platform roles alone. */
export const RolePermission = () => Choice(ORGANIZATION_PERMISSIONS as [string, ...string[]]);

@Command({
  subject: 'auth.create-role',
  permission: 'role.manage',
  route: 'POST /roles',
  status: 201,
  location: '/roles/{id}',
  summary: 'Create a role of the organisation, from permissions that you hold yourself',
  answers: Created,
  refuses: ['DUPLICATE', 'LIMIT_REACHED'],
})
export class CreateRole {
  @NewRoleName({
    description: 'Unique in the organisation, whatever its case, and not the name of a built-in role',
    example: 'Stock clerk',
  })
  name!: string;
  @List(RolePermission(), { max: MAX_ROLE_PERMISSIONS, unique: true, example: ['inventory.item.read'] })
  permissions!: readonly string[];
}
