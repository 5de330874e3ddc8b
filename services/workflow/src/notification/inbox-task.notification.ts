import { on } from '#contracts/declare/on';
import { InboxTaskOpened, InboxTaskReassigned, type TaskCandidate } from '#contracts/workflow/inbox-events';
import { notificationKind } from './notification-kind';

/** Many may come at once, with a case: they are mailed once a day. */
export const inboxTaskNotification = notificationKind({
  name: 'inbox-task',
  description: 'A task is in your inbox: you may claim it, or it was given to you',
  mail: 'daily',
  deputies: true,
  on: [
    on(InboxTaskOpened, ({ data: { taskId, title, dueOn, candidates } }) => ({
      cause: taskId,
      title,
      ...(dueOn !== null && { text: `Due on ${dueOn}.` }),
      about: { type: 'inbox_task', id: taskId },
      to: candidatesOf(candidates),
    })),
    on(InboxTaskReassigned, ({ data: { taskId, holderId, candidates } }) => ({
      title: holderId === null ? 'A task is in your inbox' : 'A task was given to you',
      about: { type: 'inbox_task', id: taskId },
      to: holderId === null ? candidatesOf(candidates) : { userIds: [holderId] },
    })),
  ],
});

function candidatesOf(candidates: readonly TaskCandidate[]) {
  return {
    userIds: candidates.flatMap(({ userId }) => userId ?? []),
    roles: candidates.flatMap(({ role }) => role ?? []),
    assigned: candidates.flatMap(({ serviceId }) => serviceId ?? []),
  };
}
