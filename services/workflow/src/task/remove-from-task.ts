import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { RemoveTaskAttachment } from '#contracts/workflow/remove-task-attachment';
import type { RemoveTaskComment } from '#contracts/workflow/remove-task-comment';
import { TaskAttachmentRemoved, TaskCommentRemoved } from '#contracts/workflow/task-events';
import type { Given } from '#libs/event-sourcing';
import { managesDomain, type DomainOfWork } from '../domain/domain-members';
import { presentTask, type Task, type TaskEvent } from './task';

export function removeTaskComment(
  { taskId, commentId }: RemoveTaskComment,
  state: Task,
  given: Given<DomainOfWork>,
): TaskEvent[] {
  const { domainId, comments } = presentTask(state);
  const comment = comments.find((each) => each.commentId === commentId);
  if (!comment) throw new DomainError('NOT_FOUND', 'There is no such comment');
  refuseOthers(comment.authorId, given);
  return [event(TaskCommentRemoved, { taskId, domainId, commentId })];
}

export function removeTaskAttachment(
  { taskId, attachmentId }: RemoveTaskAttachment,
  state: Task,
  given: Given<DomainOfWork>,
): TaskEvent[] {
  const { domainId, files } = presentTask(state);
  const file = files.find((each) => each.attachmentId === attachmentId);
  if (!file) throw new DomainError('NOT_FOUND', 'There is no such file');
  refuseOthers(file.addedById, given);
  return [event(TaskAttachmentRemoved, { taskId, domainId, attachmentId, fileId: file.fileId })];
}

/** @throws DomainError `FORBIDDEN` */
function refuseOthers(authorId: string, { actor, facts }: Given<DomainOfWork>): void {
  if (actor.id === authorId || managesDomain(actor, facts)) return;
  throw new DomainError('FORBIDDEN', 'Only its author, or the owner of the domain, may remove it');
}
