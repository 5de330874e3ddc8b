import { event } from '#contracts/declare/event';
import { DomainError, faultAt, refuse } from '#contracts/errors';
import type { MediaType } from '#contracts/values/media-types';
import type { AttachToTask } from '#contracts/workflow/attach-to-task';
import { MAX_ATTACHMENT_BYTES, MAX_TASK_ATTACHMENTS, TaskAttachmentAdded } from '#contracts/workflow/task-events';
import type { Given } from '#libs/event-sourcing';
import { presentTask, type Task, type TaskEvent } from '../task/task';

/** A file as the storage has it, and what the scanner says of it. */
export interface StoredFile {
  readonly size: number;
  readonly mediaType: MediaType;
  readonly sha256: string;
  readonly isClaimed: boolean;
  readonly isInfected: boolean;
}

export function attachToTask(command: AttachToTask, state: Task, given: Given<StoredFile>): TaskEvent[] {
  const { taskId, fileId, name = 'file' } = command;
  const { domainId, files } = presentTask(state);
  const { size, mediaType, sha256, isClaimed, isInfected } = given.facts;
  if (isClaimed) throw new DomainError('NOT_FOUND', 'There is no such file');
  if (size === 0) throw faultAt('VALIDATION_FAILED', '/file', 'is empty', 'RANGE');
  if (size > MAX_ATTACHMENT_BYTES) throw new DomainError('PAYLOAD_TOO_LARGE');
  if (isInfected) refuse('FILE_INFECTED');
  if (files.length >= MAX_TASK_ATTACHMENTS) refuse('LIMIT_REACHED', { limit: MAX_TASK_ATTACHMENTS });
  const attachmentId = given.newId('attachment');
  const addedById = given.actor.id;
  return [
    event(TaskAttachmentAdded, { taskId, domainId, attachmentId, fileId, name, mediaType, size, sha256, addedById }),
  ];
}
