import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, List } from '../declare/fields';
import { MAX_ROLE_PERMISSIONS } from './custom-role-events';
import { RolePermission } from './create-role';
import { NewRoleName } from '../values/role-name';

@Command({
  subject: 'auth.change-role',
  permission: 'role.manage',
  route: 'PUT /roles/{roleId}',
  status: 200,
  ifMatch: true,
  summary: 'Set the name and the permissions of a custom role; its holders have them from their next request on',
  answers: Created,
  refuses: ['DUPLICATE'],
})
export class ChangeRole {
  @Id() roleId!: string;
  @NewRoleName({ example: 'Senior clerk' }) name!: string;
  @List(RolePermission(), { max: MAX_ROLE_PERMISSIONS, unique: true, example: ['inventory.item.read'] })
  permissions!: readonly string[];
}
