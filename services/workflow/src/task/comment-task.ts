import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { CommentTask } from '#contracts/workflow/comment-task';
import { MAX_DOMAIN_TASK_COMMENTS, TaskCommented } from '#contracts/workflow/task-events';
import type { Given } from '#libs/event-sourcing';
import { presentTask, type Task, type TaskEvent } from './task';

export function commentTask({ taskId, text }: CommentTask, state: Task, given: Given): TaskEvent[] {
  const { domainId, commentCount, assigneeId } = presentTask(state);
  if (commentCount >= MAX_DOMAIN_TASK_COMMENTS) refuse('LIMIT_REACHED', { limit: MAX_DOMAIN_TASK_COMMENTS });
  return [event(TaskCommented, { taskId, domainId, commentId: given.newId('comment'), text, assigneeId })];
}
