import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** The former details and days are read from the employee's stream. */
@Command({
  subject: 'tenancy.restore-employee',
  permission: 'service',
  status: 200,
  ifMatch: true,
  summary: 'Take back what an import changed about an employee',
  answers: Created,
  refuses: ['CONFLICT', 'LIMIT_REACHED', 'NOT_FOUND'],
  sentBy: ['tenancy'],
})
export class RestoreEmployee {
  @Id() employeeId!: string;
  @Id({ description: 'The command whose changes are taken back' }) commandId!: string;
}
