import { Created } from '../created';
import { Command } from '../declare/contract';
import { Text } from '../declare/fields';

@Command({
  subject: 'tenancy.create-department',
  permission: 'department.manage',
  route: 'POST /departments',
  status: 201,
  location: '/departments/{id}',
  summary: 'Create a department',
  answers: Created,
  refuses: ['DUPLICATE'],
})
export class CreateDepartment {
  @Text({ max: 200, description: 'Unique in the organisation, whatever its case', example: 'Dispatch' }) name!: string;
}
