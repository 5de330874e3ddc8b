import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id, LocalDate, Text } from '../declare/fields';

/** Said again, it moves the last day; null takes an end back that was announced and has not come. */
@Command({
  subject: 'tenancy.terminate-employee',
  permission: 'employee.manage',
  route: 'POST /employees/{employeeId}/terminate',
  status: 200,
  ifMatch: true,
  summary: 'Record the last day of an employee',
  answers: Created,
  refuses: ['CONFLICT', 'LIMIT_REACHED'],
})
export class TerminateEmployee {
  @Id() employeeId!: string;
  @LocalDate({ nullable: true, description: 'The last day at work; null takes an announced end back' })
  lastDay!: string | null;
  @Text({ max: 500, optional: true, example: 'Moved abroad' }) reason?: string;
}
