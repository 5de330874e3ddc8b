import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/**
 * Publishes when the access of an employee's user ends, and records the end if it has come. It reads the log's state, so
 * it may be sent any number of times.
 */
@Command({
  subject: 'auth.apply-leave',
  permission: 'service',
  status: 200,
  summary: 'Apply the leave of an employee to the user as whom they sign in',
  answers: Created,
  sentBy: ['auth', 'tenancy'],
})
export class ApplyLeave {
  @Id() employeeId!: string;
  @Id({ nullable: true, description: 'One who was linked before; null: the one who is linked now' })
  userId!: string | null;
}
