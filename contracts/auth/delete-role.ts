import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.delete-role',
  permission: 'role.manage',
  route: 'DELETE /roles/{roleId}',
  status: 200,
  ifMatch: true,
  summary: 'Delete a custom role that nobody holds',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class DeleteRole {
  @Id() roleId!: string;
}
