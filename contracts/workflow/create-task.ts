import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Flag, Id, List, LocalDate, Nested, Text } from '../declare/fields';
import { TASK_PRIORITIES, type TaskPriority } from './inbox-events';
import { MAX_RECURRENCE_DATES, MAX_RULE_LENGTH } from './recurrence-fields';
import { MAX_CHECKLIST, MAX_LABELS, TASK_REPEATS, type TaskRepeat } from './task-events';

export class ChecklistEntry {
  @Text({ max: 500, example: 'Check the fire doors' }) text!: string;
  @Flag({ optional: true, description: 'Default: false' }) done?: boolean;
}

@Command({
  subject: 'workflow.create-task',
  permission: 'work.write',
  route: 'POST /tasks',
  status: 201,
  location: '/tasks/{id}',
  summary: 'Create a task in a domain, once or in a series',
  answers: Created,
  refuses: ['NO_OCCURRENCE'],
  scope: { by: 'domain', of: 'domainId' },
})
export class CreateTask {
  @Id() domainId!: string;
  @Text({ max: 200, example: 'Inspect the fire doors' }) title!: string;
  @Text({ max: 10_000, optional: true, lines: true }) notes?: string;
  @Id({ optional: true, description: 'A user who is a member of the domain' }) assigneeId?: string;
  @LocalDate({ optional: true, description: 'Of a series: its first day on or after this; default: today' })
  dueOn?: string;
  @Choice(TASK_PRIORITIES, { optional: true, description: 'Default: normal' }) priority?: TaskPriority;
  @List(Text({ max: 50, example: 'safety' }), { max: MAX_LABELS, optional: true }) labels?: readonly string[];
  @List(Nested(() => ChecklistEntry), { max: MAX_CHECKLIST, optional: true }) checklist?: readonly ChecklistEntry[];
  @Text({
    max: MAX_RULE_LENGTH,
    optional: true,
    example: 'FREQ=WEEKLY;BYDAY=MO',
    description: 'An RRULE of RFC 5545, daily or coarser',
  })
  recurrence?: string;
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, optional: true, description: 'Days left out (EXDATE)' })
  excludedDates?: readonly string[];
  @List(LocalDate(), { max: MAX_RECURRENCE_DATES, optional: true, description: 'Further days (RDATE)' })
  addedDates?: readonly string[];
  @Choice(TASK_REPEATS, {
    optional: true,
    description: 'Of a series: the next task comes when the last is done (default), or on its day even if it is not',
  })
  repeat?: TaskRepeat;
}
