import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id, List, LocalDate, Nested, Text } from '../declare/fields';
import { ChecklistEntry } from './create-task';
import { TASK_PRIORITIES, type TaskPriority } from './inbox-events';
import { MAX_RECURRENCE_DATES, MAX_RULE_LENGTH } from './recurrence-fields';
import {
  MAX_CHECKLIST,
  MAX_LABELS,
  TASK_REPEATS,
  TASK_STATUSES,
  type TaskRepeat,
  type TaskStatus,
} from './task-events';

const REMOVED = { optional: true, nullable: true, description: 'Null removes it' } as const;

@Command({
  subject: 'workflow.change-task',
  permission: 'work.write',
  route: 'PATCH /tasks/{taskId}',
  status: 200,
  ifMatch: true,
  summary: 'Change a task, assign it, or set its status',
  answers: Created,
  refuses: ['NO_OCCURRENCE'],
  scope: { by: 'domain', of: 'domainId' },
})
export class ChangeTask {
  @Id() taskId!: string;
  @Text({ max: 200, optional: true, example: 'Inspect all fire doors' }) title?: string;
  @Text({ max: 10_000, lines: true, ...REMOVED }) notes?: string | null;
  @Choice(TASK_STATUSES, { optional: true }) status?: TaskStatus;
  @Id({ optional: true, nullable: true, description: 'A user who is a member of the domain; null: nobody' })
  assigneeId?: string | null;
  @LocalDate({ ...REMOVED, description: 'Null removes it, from a task without a recurrence' }) dueOn?: string | null;
  @Choice(TASK_PRIORITIES, { optional: true }) priority?: TaskPriority;
  @List(Text({ max: 50, example: 'safety' }), { max: MAX_LABELS, optional: true, description: 'All of them' })
  labels?: readonly string[];
  @List(Nested(() => ChecklistEntry), { max: MAX_CHECKLIST, optional: true, description: 'The whole of it' })
  checklist?: readonly ChecklistEntry[];
  @Text({ max: MAX_RULE_LENGTH, ...REMOVED, example: 'FREQ=DAILY', description: 'Null ends the series with this task' })
  recurrence?: string | null;
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, optional: true, description: 'All of them (EXDATE)' })
  excludedDates?: readonly string[];
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, optional: true, description: 'All of them (RDATE)' })
  addedDates?: readonly string[];
  @Choice(TASK_REPEATS, { optional: true }) repeat?: TaskRepeat;
}
