import { Query } from '../declare/contract';
import { Choice, Count, Flag, Id, Instant, List, LocalDate, Nested, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { TASK_PRIORITIES, type TaskPriority } from './inbox-events';
import { Recurring } from './recurrence-fields';
import {
  ChecklistItem,
  MAX_CHECKLIST,
  MAX_LABELS,
  MAX_TASK_ATTACHMENTS,
  MAX_DOMAIN_TASK_COMMENTS,
  TASK_REPEATS,
  TASK_STATUSES,
  type TaskRepeat,
  type TaskStatus,
} from './task-events';

export class TaskSummary extends Recurring {
  @Id() id!: string;
  @Id() domainId!: string;
  @Text({ max: 200, nullable: true, description: 'Null while it is not known here' }) domainName!: string | null;
  @Text({ max: 200, example: 'Inspect the fire doors' }) title!: string;
  @Text({ max: 10_000, nullable: true, lines: true }) notes!: string | null;
  @Choice(TASK_STATUSES) status!: TaskStatus;
  @Id({ nullable: true, description: 'A user' }) assigneeId!: string | null;
  @LocalDate({ nullable: true }) dueOn!: string | null;
  @Choice(TASK_PRIORITIES) priority!: TaskPriority;
  @List(Text({ max: 50 }), { max: MAX_LABELS }) labels!: readonly string[];
  @List(Nested(() => ChecklistItem), { max: MAX_CHECKLIST }) checklist!: readonly ChecklistItem[];
  @Choice(TASK_REPEATS) repeat!: TaskRepeat;
  @Id({ description: 'Of the first task of its series' }) seriesId!: string;
  @LocalDate({ nullable: true, description: 'The day of the next task of its series; null: there is none' })
  nextDueOn!: string | null;
  @Id({ nullable: true, description: 'A user; null: the series made it' })
  createdBy!: string | null;
  @Instant({ nullable: true, description: 'When it was done or canceled' }) endedAt!: string | null;
  @Count({ min: 0, max: MAX_DOMAIN_TASK_COMMENTS }) commentCount!: number;
  @Count({ min: 0, max: MAX_TASK_ATTACHMENTS }) attachmentCount!: number;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'workflow.list-tasks',
  permission: 'work.read',
  route: 'GET /tasks',
  summary: 'List the tasks of your domains',
  answers: TaskSummary,
  list: { sort: ['createdAt', 'dueOn', 'title'], order: '-createdAt', search: true },
  scope: { by: 'domain', of: 'domainId' },
})
export class ListTasks extends ListRequest {
  @Id({ optional: true }) domainId?: string;
  @Id({ optional: true, description: 'A user' }) assigneeId?: string;
  @Id({ optional: true, description: 'Of the first task of a series' }) seriesId?: string;
  @Choice(TASK_STATUSES, { optional: true }) status?: TaskStatus;
  @Flag({ optional: true, description: 'True: to be done or being done; false: the others' }) open?: boolean;
  @Choice(TASK_PRIORITIES, { optional: true }) priority?: TaskPriority;
  @Text({ max: 50, optional: true, example: 'safety' }) label?: string;
  @LocalDate({ optional: true, description: 'Due on this day or later' }) dueFrom?: string;
  @LocalDate({ optional: true, description: 'Due on this day or earlier' }) dueTo?: string;
}
