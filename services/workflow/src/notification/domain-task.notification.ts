import { on } from '#contracts/declare/on';
import { TaskAssigned, TaskCommented, TaskCreated } from '#contracts/workflow/task-events';
import { notificationKind } from './notification-kind';

/** Nobody is told of what they did themselves. A title that people typed may name somebody, and is not sent. */
const told = (userId: string | null, actorId: string) => (userId === null || userId === actorId ? undefined : userId);

export const taskAssignedNotification = notificationKind({
  name: 'task-assigned',
  description: 'A task of a domain was given to you',
  mail: 'daily',
  on: [
    on(TaskCreated, ({ data: { taskId, dueOn, assigneeId }, metadata: { actorId } }) => {
      const userId = told(assigneeId, actorId);
      if (userId === undefined) return null;
      return {
        title: 'A task was given to you',
        ...(dueOn !== null && { text: `It is due on ${dueOn}.` }),
        about: { type: 'task', id: taskId },
        to: { userIds: [userId] },
      };
    }),
    on(TaskAssigned, ({ data: { taskId, userId: assigneeId }, metadata: { actorId } }) => {
      const userId = told(assigneeId, actorId);
      if (userId === undefined) return null;
      return { title: 'A task was given to you', about: { type: 'task', id: taskId }, to: { userIds: [userId] } };
    }),
  ],
});

export const taskCommentedNotification = notificationKind({
  name: 'task-commented',
  description: 'Somebody commented a task of yours',
  mail: 'daily',
  on: [
    on(TaskCommented, ({ data: { taskId, commentId, assigneeId }, metadata: { actorId } }) => {
      const userId = told(assigneeId, actorId);
      if (userId === undefined) return null;
      return {
        cause: commentId,
        title: 'A task of yours was commented',
        about: { type: 'task', id: taskId },
        to: { userIds: [userId] },
      };
    }),
  ],
});
