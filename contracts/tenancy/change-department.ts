import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';

@Command({
  subject: 'tenancy.change-department',
  permission: 'department.manage',
  route: 'PATCH /departments/{departmentId}',
  status: 200,
  ifMatch: true,
  summary: 'Change a department',
  answers: Created,
  refuses: ['DUPLICATE'],
})
export class ChangeDepartment {
  @Id() departmentId!: string;
  @Text({ max: 200, optional: true, example: 'Dispatch and returns' }) name?: string;
}
