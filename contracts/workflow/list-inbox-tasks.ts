import { Query } from '../declare/contract';
import { Choice, Flag, Id, LocalDate } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { INBOX_TASK_KINDS, TASK_PRIORITIES, type InboxTaskKind, type TaskPriority } from './inbox-events';
import { INBOX_TASK_STATUSES, InboxTask, type InboxTaskStatus } from './task-answers';

/** The tasks that the caller holds or may claim, themselves or for somebody for whom they stand in. */
@Query({
  subject: 'workflow.list-inbox-tasks',
  permission: 'workflow.inbox',
  route: 'GET /inbox/tasks',
  summary: 'List the tasks of the inbox',
  answers: InboxTask,
  list: { sort: ['createdAt', 'dueOn', 'updatedAt'], order: '-createdAt', search: true },
})
export class ListInboxTasks extends ListRequest {
  @Choice(INBOX_TASK_STATUSES, { optional: true }) status?: InboxTaskStatus;
  @Flag({ optional: true, description: 'True: those that are not settled; false: the others' }) pending?: boolean;
  @Flag({ optional: true, description: 'True: those that the caller holds; false: the others' }) mine?: boolean;
  @Flag({ optional: true, description: 'True: those that somebody holds; false: those to be claimed' })
  claimed?: boolean;
  @Choice(INBOX_TASK_KINDS, { optional: true }) kind?: InboxTaskKind;
  @Choice(TASK_PRIORITIES, { optional: true }) priority?: TaskPriority;
  @Id({ optional: true }) caseId?: string;
  @Id({ optional: true, description: 'The person whom the task is about' }) employeeId?: string;
  @Id({ optional: true }) holderId?: string;
  @LocalDate({ optional: true, description: 'Due then or before' }) dueBy?: string;
  @LocalDate({ optional: true, description: 'With no later follow-up date' }) followUpBy?: string;
}
