import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id, LocalDate } from '../declare/fields';

@Command({
  subject: 'tenancy.rehire-employee',
  permission: 'employee.manage',
  route: 'POST /employees/{employeeId}/rehire',
  status: 200,
  ifMatch: true,
  summary: 'Begin another employment of a person who left',
  answers: Created,
  refuses: ['CONFLICT', 'LIMIT_REACHED'],
})
export class RehireEmployee {
  @Id() employeeId!: string;
  @LocalDate({ description: 'The first day; after the last day before' }) startsOn!: string;
}
