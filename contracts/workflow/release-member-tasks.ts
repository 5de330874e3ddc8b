import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';

export class ReleasedInboxTasks {
  @Count({ min: 0, max: 1_000 }) tasks!: number;
}

/** Sent for a user who can no longer sign in. */
@Command({
  subject: 'workflow.release-member-tasks',
  permission: 'service',
  status: 200,
  summary: 'Give the tasks of a former user back to their candidates, or to the manager',
  answers: ReleasedInboxTasks,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class ReleaseMemberTasks {
  @Id({ description: 'The user' }) membershipId!: string;
}
