import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { CommentTask } from '#contracts/workflow/comment-task';
import { MAX_DOMAIN_TASK_COMMENTS, TaskCommented } from '#contracts/workflow/task-events';
import type { Given } from '#libs/event-sourcing';
import { presentTask, type Task, type TaskEvent } from './task';

export function commentTask({ taskId, text }: CommentTask, state: Task, given: Given): TaskEvent[] {
  const { domainId, comments, assigneeId } = presentTask(state);
  if (comments.length >= MAX_DOMAIN_TASK_COMMENTS) refuse('LIMIT_REACHED', { limit: MAX_DOMAIN_TASK_COMMENTS });
  const [commentId, authorId] = [given.newId('comment'), given.actor.id];
  return [event(TaskCommented, { taskId, domainId, commentId, text, authorId, assigneeId })];
}
