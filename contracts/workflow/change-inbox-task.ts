import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id, LocalDate } from '../declare/fields';
import { TASK_PRIORITIES, type TaskPriority } from './inbox-events';

/** The whole: an absent date is removed, and the priority is normal. */
@Command({
  subject: 'workflow.change-inbox-task',
  permission: 'workflow.inbox',
  route: 'PUT /inbox/tasks/{taskId}',
  status: 200,
  ifMatch: true,
  summary: 'Set the dates and the priority of a task of the inbox',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class ChangeInboxTask {
  @Id() taskId!: string;
  @LocalDate({ optional: true, nullable: true }) dueOn?: string | null;
  @LocalDate({ optional: true, nullable: true, description: 'It can wait until then' }) followUpOn?: string | null;
  @Choice(TASK_PRIORITIES, { optional: true }) priority?: TaskPriority;
}
