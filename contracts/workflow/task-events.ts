import { Event, type EventOptions } from '../declare/event';
import { Choice, Count, Flag, Id, List, LocalDate, Name, Nested, Text } from '../declare/fields';
import { MEDIA_TYPES, type MediaType } from '../values/media-types';
import { TASK_PRIORITIES, type TaskPriority } from './inbox-events';
import { Recurring } from './recurrence-fields';

export const TASK_STATUSES = ['todo', 'doing', 'done', 'canceled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** The states of a task that is open. */
export const OPEN_TASK_STATUSES = ['todo', 'doing'] as const;
export type OpenTaskStatus = (typeof OPEN_TASK_STATUSES)[number];

/** `when_done`: the next task of a series comes with the end of the last; `by_date`: on its day at the latest. */
export const TASK_REPEATS = ['when_done', 'by_date'] as const;
export type TaskRepeat = (typeof TASK_REPEATS)[number];

export const MAX_LABELS = 20;
export const MAX_CHECKLIST = 100;
export const MAX_DOMAIN_TASK_COMMENTS = 1_000;
export const MAX_TASK_ATTACHMENTS = 50;
export const MAX_ATTACHMENT_BYTES = 10 * 1024 * 1024;

export class ChecklistItem {
  @Text({ max: 500, example: 'Check the fire doors' }) text!: string;
  @Flag() done!: boolean;
}

/** The events of a task: work in a domain, seen by its members. */
export class TaskFact {
  @Id() taskId!: string;
  @Id() domainId!: string;
}

const declared = (action: string, summary: string): EventOptions<TaskFact> => ({
  category: 'workflow.task',
  version: 1,
  entity: { type: 'task', id: 'taskId' },
  action,
  summary,
});

/** Everything of a task that a member of its domain writes. */
export class TaskWritten extends Recurring {
  @Id() taskId!: string;
  @Id() domainId!: string;
  @Text({ max: 200 }) title!: string;
  @Text({ max: 10_000, nullable: true, lines: true }) notes!: string | null;
  @LocalDate({ nullable: true, description: 'In the time zone of the organisation' }) dueOn!: string | null;
  @Choice(TASK_PRIORITIES) priority!: TaskPriority;
  @List(Text({ max: 50 }), { max: MAX_LABELS }) labels!: readonly string[];
  @List(Nested(() => ChecklistItem), { max: MAX_CHECKLIST }) checklist!: readonly ChecklistItem[];
  @Choice(TASK_REPEATS) repeat!: TaskRepeat;
  @LocalDate({ nullable: true, description: 'The first day of the series, from which its rule counts' })
  seriesStart!: string | null;
}

/** A task of a series is made from the one before it. */
@Event<TaskCreated>({
  ...declared('task.created', 'A task was created'),
  entity: { type: 'task', id: 'taskId', label: 'title' },
  implies: { status: 'todo' },
})
export class TaskCreated extends TaskWritten {
  static readonly type = 'TaskCreated';
  @Id({ nullable: true, description: 'A user' }) assigneeId!: string | null;
  @Id({ description: 'Its own id, or that of the first task of its series' }) seriesId!: string;
}

/** All of it as of now, changed or not: the audit trail finds the difference. */
@Event<TaskChanged>({
  ...declared('task.changed', 'A task was changed'),
  entity: { type: 'task', id: 'taskId', label: 'title' },
})
export class TaskChanged extends TaskWritten {
  static readonly type = 'TaskChanged';
}

@Event<TaskAssigned>({ ...declared('task.assigned', 'A task was assigned to somebody, or to nobody') })
export class TaskAssigned extends TaskFact {
  static readonly type = 'TaskAssigned';
  @Id({ nullable: true, description: 'A user; null: nobody' }) userId!: string | null;
}

/** A task that was ended is open again. */
@Event<TaskStatusSet>({ ...declared('task.status_set', 'A task was begun, put back, or opened again') })
export class TaskStatusSet extends TaskFact {
  static readonly type = 'TaskStatusSet';
  @Choice(OPEN_TASK_STATUSES) status!: OpenTaskStatus;
}

/** The end of a task, which brings about the next one of its series. */
class TaskEnded extends TaskFact {
  @Id({ technical: true }) seriesId!: string;
  @LocalDate({ nullable: true, description: 'The next day of its series; null: there is none' })
  nextDueOn!: string | null;
}

@Event<TaskCompleted>({ ...declared('task.completed', 'A task was completed'), implies: { status: 'done' } })
export class TaskCompleted extends TaskEnded {
  static readonly type = 'TaskCompleted';
}

@Event<TaskCanceled>({ ...declared('task.canceled', 'A task was canceled'), implies: { status: 'canceled' } })
export class TaskCanceled extends TaskEnded {
  static readonly type = 'TaskCanceled';
}

@Event<TaskCommented>({ ...declared('task.commented', 'A task was commented'), occurrence: true })
export class TaskCommented extends TaskFact {
  static readonly type = 'TaskCommented';
  @Id() commentId!: string;
  @Text({ max: 2_000, lines: true }) text!: string;
  @Id({ description: 'A user' }) authorId!: string;
  @Id({ nullable: true, description: 'The assignee at that time' }) assigneeId!: string | null;
}

@Event<TaskCommentRemoved>({
  ...declared('task.comment_removed', 'A comment on a task was removed'),
  occurrence: true,
})
export class TaskCommentRemoved extends TaskFact {
  static readonly type = 'TaskCommentRemoved';
  @Id() commentId!: string;
}

@Event<TaskAttachmentAdded>({ ...declared('task.attachment_added', 'A file was attached to a task'), occurrence: true })
export class TaskAttachmentAdded extends TaskFact {
  static readonly type = 'TaskAttachmentAdded';
  @Id() attachmentId!: string;
  @Id({ technical: true, description: 'Of the stored object' }) fileId!: string;
  @Text({ max: 200, example: 'plan.pdf' }) name!: string;
  @Choice(MEDIA_TYPES, { description: 'As its bytes tell' }) mediaType!: MediaType;
  @Count({ min: 0, max: MAX_ATTACHMENT_BYTES }) size!: number;
  @Name({ description: 'SHA-256, in hexadecimal' }) sha256!: string;
  @Id({ description: 'A user' }) addedById!: string;
}

/** The stored object goes with it. */
@Event<TaskAttachmentRemoved>({
  ...declared('task.attachment_removed', 'A file of a task was removed'),
  occurrence: true,
})
export class TaskAttachmentRemoved extends TaskFact {
  static readonly type = 'TaskAttachmentRemoved';
  @Id() attachmentId!: string;
  @Id({ technical: true, description: 'Of the stored object' }) fileId!: string;
}

@Event<TaskDeleted>({ ...declared('task.deleted', 'A task was deleted'), implies: { status: 'deleted' } })
export class TaskDeleted extends TaskFact {
  static readonly type = 'TaskDeleted';
}
