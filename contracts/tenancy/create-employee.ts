import { Command } from '../declare/contract';
import { Created } from '../created';
import { Code, Email, Id, LocalDate, Name, Text } from '../declare/fields';

@Command({
  subject: 'tenancy.create-employee',
  permission: 'employee.manage',
  route: 'POST /employees',
  status: 201,
  location: '/employees/{id}',
  summary: 'Add an employee',
  answers: Created,
  refuses: ['DUPLICATE', 'ERASED', 'LIMIT_REACHED', 'NOT_FOUND'],
})
export class CreateEmployee {
  @Name({ optional: true, description: 'The system that the person comes from; default: manual', example: 'bamboohr' })
  source?: string;
  @Code({ optional: true, description: "The person's id in that system, unique in it", example: 'E-1042' })
  externalId?: string;
  @Text({ max: 100, example: 'Ada' }) firstName!: string;
  @Text({ max: 100, example: 'Lovelace' }) lastName!: string;
  @Email({ optional: true }) email?: string;
  @Text({ max: 200, optional: true, description: 'The name or the id of a department', example: 'Kitchen' })
  department?: string;
  @Text({ max: 100, optional: true, example: 'Baker' }) position?: string;
  @Text({ max: 100, optional: true, example: 'Berlin', description: 'The place of work' }) location?: string;
  @Id({ optional: true, description: 'Another employee' }) manager?: string;
  @LocalDate({ description: 'The first day at work' }) startsOn!: string;
}
