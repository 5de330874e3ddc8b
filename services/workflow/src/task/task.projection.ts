import { on } from '#contracts/declare/on';
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
import type { Recorded } from '#libs/event-sourcing';
import { change, projection } from '#libs/projections';
import { nextDueOn } from './task';
import { TaskAttachmentRow, TaskCommentRow, TaskRow } from './task.entity';

type OfTask = Recorded<{ type: string; data: { taskId: string } }>;

function changed(
  { tenantId, data: { taskId }, revision, recordedAt: updatedAt }: OfTask,
  fields: (row: TaskRow) => Partial<TaskRow>,
) {
  return change(TaskRow, { tenantId, taskId }, (row) => row && { ...row, ...fields(row), updatedAt, revision });
}

const ended = (event: OfTask, status: 'done' | 'canceled') => [
  changed(event, () => ({ status, open: false, endedAt: event.metadata.occurredAt })),
];

export const taskProjection = projection({
  name: 'task',
  service: 'workflow',
  version: 1,
  tables: [TaskRow, TaskCommentRow, TaskAttachmentRow],
  keyColumn: 'taskId',
  key: (event) => (event.data as { taskId: string }).taskId,
  on: [
    on(TaskCreated, ({ tenantId, data, revision, recordedAt, metadata: { actorId, actorType } }) => [
      change(TaskRow, { tenantId, taskId: data.taskId }, () => ({
        ...data,
        tenantId,
        status: 'todo' as const,
        open: true,
        nextDueOn: nextDueOn(data),
        createdBy: actorType === 'service' ? null : actorId,
        endedAt: null,
        commentCount: 0,
        attachmentCount: 0,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(TaskChanged, (event) => {
      const { taskId: _, domainId: __, ...details } = event.data;
      return [changed(event, () => ({ ...details, nextDueOn: nextDueOn(details) }))];
    }),
    on(TaskAssigned, (event) => [changed(event, () => ({ assigneeId: event.data.userId }))]),
    on(TaskStatusSet, (event) => [changed(event, () => ({ status: event.data.status, open: true, endedAt: null }))]),
    on(TaskCompleted, (event) => ended(event, 'done')),
    on(TaskCanceled, (event) => ended(event, 'canceled')),
    on(TaskCommented, (event) => {
      const { tenantId, revision: at, recordedAt: createdAt } = event;
      const { taskId, commentId, text, authorId } = event.data;
      const key = { tenantId, taskId, commentId };
      return [
        changed(event, ({ commentCount }) => ({ commentCount: commentCount + 1 })),
        change(TaskCommentRow, key, () => ({ ...key, at, text, authorId, createdAt })),
      ];
    }),
    on(TaskCommentRemoved, (event) => {
      const { taskId, commentId } = event.data;
      return [
        changed(event, ({ commentCount }) => ({ commentCount: commentCount - 1 })),
        change(TaskCommentRow, { tenantId: event.tenantId, taskId, commentId }, () => undefined),
      ];
    }),
    on(TaskAttachmentAdded, (event) => {
      const { tenantId, revision: at, recordedAt: createdAt } = event;
      const { taskId, domainId, attachmentId, fileId, name, mediaType, size, addedById: addedBy } = event.data;
      const key = { tenantId, taskId, attachmentId };
      const file = { at, domainId, fileId, name, mediaType, size, addedBy, createdAt };
      return [
        changed(event, ({ attachmentCount }) => ({ attachmentCount: attachmentCount + 1 })),
        change(TaskAttachmentRow, key, () => ({ ...key, ...file })),
      ];
    }),
    on(TaskAttachmentRemoved, (event) => {
      const { taskId, attachmentId } = event.data;
      return [
        changed(event, ({ attachmentCount }) => ({ attachmentCount: attachmentCount - 1 })),
        change(TaskAttachmentRow, { tenantId: event.tenantId, taskId, attachmentId }, () => undefined),
      ];
    }),
    on(TaskDeleted, ({ tenantId, data: { taskId } }) => [change(TaskRow, { tenantId, taskId }, () => undefined)]),
  ],
});
