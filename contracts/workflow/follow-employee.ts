import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';

export class FollowedEmployee {
  @Count({ min: 0, max: 1_000, description: 'Cases that were looked at' }) cases!: number;
}

/** Sent on every fact that may change the cases of a person. Again, it changes nothing. */
@Command({
  subject: 'workflow.follow-employee',
  permission: 'service',
  status: 200,
  summary: 'Open, plan anew, move or cancel the cases of an employee as their employment says',
  answers: FollowedEmployee,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class FollowEmployee {
  @Id() employeeId!: string;
  @Count({ min: 0, max: 1e9, optional: true, description: "Of the change in the employee's stream that is followed" })
  revision?: number;
}
