import { event } from '#contracts/declare/event';
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
} from '#contracts/workflow/task-events';
import { GIVEN } from '#libs/testing/given-when-then';
import type { DomainOfWork } from '../domain/domain-members';
import type { TaskDetails, TaskEvent } from './task';

export const DOMAIN = GIVEN.newId('domain');
export const TASK = GIVEN.newId('task');
export const [ADA, GRACE, MARY] = [GIVEN.newId('ada'), GIVEN.newId('grace'), GIVEN.newId('mary')] as const;

/** The facts of a decision: Ada and Grace are members of the domain. */
export const WORK: DomainOfWork = {
  members: new Set([ADA, GRACE]),
  ownerId: GRACE,
  timeZone: 'Pacific/Auckland',
};

export const DETAILS: TaskDetails = {
  title: 'Inspect the fire doors',
  notes: null,
  dueOn: '2026-09-26',
  priority: 'normal',
  labels: [],
  checklist: [],
  recurrence: null,
  excludedDates: [],
  addedDates: [],
  repeat: 'when_done',
  seriesStart: null,
};

/** Due on each day from 26 September on. */
export const DAILY: Partial<TaskDetails> = { recurrence: 'FREQ=DAILY', seriesStart: '2026-09-26' };

const of = { taskId: TASK, domainId: DOMAIN };

/** Events of one task, for the histories and expectations of specs. */
export const created = (more: Partial<TaskCreated> = {}): TaskEvent =>
  event(TaskCreated, { ...DETAILS, ...of, assigneeId: ADA, seriesId: TASK, ...more });
export const changed = (more: Partial<TaskDetails>): TaskEvent => event(TaskChanged, { ...DETAILS, ...of, ...more });
export const assigned = (userId: string | null): TaskEvent => event(TaskAssigned, { ...of, userId });
export const begun = (status: 'todo' | 'doing' = 'doing'): TaskEvent => event(TaskStatusSet, { ...of, status });
export const completed = (nextDueOn: string | null = null): TaskEvent =>
  event(TaskCompleted, { ...of, seriesId: TASK, nextDueOn });
export const canceled = (nextDueOn: string | null = null): TaskEvent =>
  event(TaskCanceled, { ...of, seriesId: TASK, nextDueOn });
export const commented = (text: string, name = 'comment', authorId = GIVEN.actor.id): TaskEvent =>
  event(TaskCommented, { ...of, commentId: GIVEN.newId(name), text, authorId, assigneeId: ADA });
export const uncommented = (name = 'comment'): TaskEvent =>
  event(TaskCommentRemoved, { ...of, commentId: GIVEN.newId(name) });
export const attached = (name: string, addedById = GIVEN.actor.id): TaskEvent =>
  event(TaskAttachmentAdded, {
    ...of,
    attachmentId: GIVEN.newId(name),
    fileId: GIVEN.newId(`file ${name}`),
    name,
    mediaType: 'application/pdf',
    size: 9,
    sha256: 'a'.repeat(64),
    addedById,
  });
export const detached = (name: string): TaskEvent =>
  event(TaskAttachmentRemoved, { ...of, attachmentId: GIVEN.newId(name), fileId: GIVEN.newId(`file ${name}`) });
export const deleted = (): TaskEvent => event(TaskDeleted, of);
