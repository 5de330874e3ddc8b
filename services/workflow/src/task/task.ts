import { evolve } from '#contracts/declare/fold';
import { DomainError } from '#contracts/errors';
import { dayAfter, type DaySeries } from '#contracts/values/recurrence';
import { seriesOf } from '#contracts/workflow/recurrence-fields';
import {
  TaskAssigned,
  TaskAttachmentAdded,
  TaskAttachmentRemoved,
  TaskCanceled,
  TaskChanged,
  TaskCommentRemoved,
  TaskCommented,
  TaskCompleted,
  TaskCreated,
  TaskDeleted,
  TaskStatusSet,
  type TaskStatus,
  type TaskWritten,
} from '#contracts/workflow/task-events';
import { aggregate, type EventsOf } from '#libs/event-sourcing';

export type TaskDetails = Omit<TaskWritten, 'taskId' | 'domainId'>;

/** A file of a task: its object in the storage, and its id for people. */
export interface TaskFile {
  readonly attachmentId: string;
  readonly fileId: string;
  readonly addedById: string;
}

interface TaskComment {
  readonly commentId: string;
  readonly authorId: string;
}

/** A task as decisions see it. */
export interface Task {
  readonly status: 'absent' | TaskStatus | 'deleted';
  readonly domainId: string;
  readonly details: TaskDetails;
  readonly assigneeId: string | null;
  readonly seriesId: string;
  readonly comments: readonly TaskComment[];
  readonly files: readonly TaskFile[];
}

const ABSENT: Task = {
  status: 'absent',
  domainId: '',
  details: {
    title: '',
    notes: null,
    dueOn: null,
    priority: 'normal',
    labels: [],
    checklist: [],
    recurrence: null,
    excludedDates: [],
    addedDates: [],
    repeat: 'when_done',
    seriesStart: null,
  },
  assigneeId: null,
  seriesId: '',
  comments: [],
  files: [],
};

export const task = aggregate('workflow.task', (): Task => ABSENT, [
  evolve(TaskCreated, (_, { data: { taskId: __, domainId, assigneeId, seriesId, ...details } }) => ({
    ...ABSENT,
    status: 'todo',
    domainId,
    assigneeId,
    seriesId,
    details,
  })),
  evolve(TaskChanged, (state, { data: { taskId: _, domainId: __, ...details } }) => ({ ...state, details })),
  evolve(TaskAssigned, (state, { data: { userId: assigneeId } }) => ({ ...state, assigneeId })),
  evolve(TaskStatusSet, (state, { data: { status } }) => ({ ...state, status })),
  evolve(TaskCompleted, (state) => ({ ...state, status: 'done' })),
  evolve(TaskCanceled, (state) => ({ ...state, status: 'canceled' })),
  evolve(TaskCommented, (state, { data: { commentId, authorId } }) => ({
    ...state,
    comments: [...state.comments, { commentId, authorId }],
  })),
  evolve(TaskCommentRemoved, (state, { data }) => ({
    ...state,
    comments: state.comments.filter(({ commentId }) => commentId !== data.commentId),
  })),
  evolve(TaskAttachmentAdded, (state, { data: { attachmentId, fileId, addedById } }) => ({
    ...state,
    files: [...state.files, { attachmentId, fileId, addedById }],
  })),
  evolve(TaskAttachmentRemoved, (state, { data }) => ({
    ...state,
    files: state.files.filter(({ attachmentId }) => attachmentId !== data.attachmentId),
  })),
  evolve(TaskDeleted, (state) => ({ ...state, status: 'deleted' })),
]);

export type TaskEvent = EventsOf<typeof task>;

export type PresentTask = Task & { readonly status: TaskStatus };

export function isPresent(state: Task): state is PresentTask {
  return state.status !== 'absent' && state.status !== 'deleted';
}

/** @throws DomainError `NOT_FOUND` */
export function presentTask(state: Task): PresentTask {
  if (!isPresent(state)) throw new DomainError('NOT_FOUND', 'There is no such task');
  return state;
}

/** The series of a task; undefined for one that is alone. */
export function seriesOfTask(details: Pick<TaskDetails, 'seriesStart' | keyof Parameters<typeof seriesOf>[0]>) {
  return details.seriesStart === null ? undefined : seriesOf(details, details.seriesStart);
}

/** The next day of a task's series, after its own; null: there is none. */
export function nextDueOn(
  details: Omit<TaskDetails, 'title' | 'notes' | 'priority' | 'labels' | 'checklist' | 'repeat'>,
) {
  const series: DaySeries | undefined = seriesOfTask(details);
  if (!series || details.dueOn === null) return null;
  return dayAfter(series, details.dueOn) ?? null;
}
