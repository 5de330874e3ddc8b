import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** The person's name, addresses and ids; their employments stay, without a name. Cannot be undone. */
@Command({
  subject: 'tenancy.erase-employee',
  permission: 'employee.erase',
  route: 'POST /employees/{employeeId}/erase',
  status: 200,
  ifMatch: true,
  stepUp: true,
  summary: 'Erase the personal data of an employee, for good',
  answers: Created,
})
export class EraseEmployee {
  @Id() employeeId!: string;
}
