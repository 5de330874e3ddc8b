import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';

export class ReassignedTasks {
  @Count({ min: 0, max: 200, description: 'Assigned to the other user' }) reassigned!: number;
  @Count({ min: 0, max: 200, description: 'Of domains of which the other user is no member' }) unassigned!: number;
}

/** Sent for the hand-over of somebody who leaves. */
@Command({
  subject: 'workflow.reassign-open-tasks',
  permission: 'service',
  status: 200,
  summary: 'Give the open tasks of one user to another',
  answers: ReassignedTasks,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class ReassignOpenTasks {
  @Id() fromUserId!: string;
  @Id() toUserId!: string;
}
