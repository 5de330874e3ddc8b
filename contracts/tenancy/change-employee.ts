import { Command } from '../declare/contract';
import { Created } from '../created';
import { Email, Id, LocalDate, Text } from '../declare/fields';

@Command({
  subject: 'tenancy.change-employee',
  permission: 'employee.manage',
  route: 'PATCH /employees/{employeeId}',
  status: 200,
  ifMatch: true,
  summary: 'Change details of an employee',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class ChangeEmployee {
  @Id() employeeId!: string;
  @Text({ max: 100, optional: true, example: 'Ada' }) firstName?: string;
  @Text({ max: 100, optional: true, example: 'Lovelace' }) lastName?: string;
  @Email({ optional: true, nullable: true, description: 'Null removes it' }) email?: string | null;
  @Text({ max: 200, optional: true, nullable: true, description: 'Name or id of a department; null removes it' })
  department?: string | null;
  @Text({ max: 100, optional: true, nullable: true, description: 'Null removes it' }) position?: string | null;
  @Text({ max: 100, optional: true, nullable: true, description: 'The place of work; null removes it' })
  location?: string | null;
  @Id({ optional: true, nullable: true, description: 'Another employee; null removes it' }) manager?: string | null;
  @LocalDate({ optional: true, description: 'Corrects the first day of the latest employment' }) startsOn?: string;
}
