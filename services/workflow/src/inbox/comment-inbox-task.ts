import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import type { CommentInboxTask } from '#contracts/workflow/comment-inbox-task';
import { InboxTaskCommented, MAX_TASK_COMMENTS } from '#contracts/workflow/inbox-events';
import type { Given } from '#libs/event-sourcing';
import type { InboxTaskState, WorkCase, WorkCaseEvent } from '../case/work-case';
import { doer, visibleTask, type Standing } from './standing';

/** Also on a task that is settled. */
export function commentInboxTask({ taskId, text }: CommentInboxTask, state: WorkCase, given: Given<Standing>) {
  return said(text, visibleTask(taskId, state, given), given);
}

/** The comment that comes with another change of a task; none where nothing is said. */
export function said(
  text: string | undefined,
  { taskId, caseId, comments }: InboxTaskState,
  given: Given<Standing>,
): WorkCaseEvent[] {
  if (text === undefined) return [];
  if (comments >= MAX_TASK_COMMENTS) refuse('LIMIT_REACHED', { limit: MAX_TASK_COMMENTS });
  return [event(InboxTaskCommented, { taskId, caseId, ...doer(given), commentId: given.newId('comment'), text })];
}
