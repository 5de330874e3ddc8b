import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'tenancy.delete-department',
  permission: 'department.manage',
  route: 'DELETE /departments/{departmentId}',
  status: 200,
  ifMatch: true,
  summary: 'Delete a department that has no employees',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class DeleteDepartment {
  @Id() departmentId!: string;
}
