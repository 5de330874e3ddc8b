import { DomainError } from '#contracts/errors';
import type { AttachToTask } from '#contracts/workflow/attach-to-task';
import type { RemoveTaskAttachment } from '#contracts/workflow/remove-task-attachment';
import type { SettleTaskFiles } from '#contracts/workflow/settle-task-files';
import type { Concluded, ServiceParts } from '#libs/runtime';
import type { Storage } from '#libs/storage';
import { task, type TaskEvent, type TaskFile } from '../task/task';
import { storageOf } from './attached-file.provider';

/**
 * Keeps the file that the task names by now. A repeated command brings a file of its own, which no task names: that one
 * is discarded.
 */
export async function keepFile({
  command: { taskId, fileId },
  context: { tenantId },
  parts,
}: Concluded<AttachToTask, TaskEvent>): Promise<void> {
  const storage = storageOf(parts);
  const { state } = await parts.commands.state(task, tenantId, taskId);
  const named = state.files.find((file) => file.fileId === fileId);
  if (named) await claimFile(named, tenantId, storage);
  else await storage.discard(tenantId, fileId);
}

/** A file that is gone by now is told when it is read. */
async function claimFile({ fileId, attachmentId }: TaskFile, tenantId: string, storage: Storage): Promise<void> {
  try {
    await storage.claim(tenantId, fileId, attachmentId);
  } catch (error) {
    if (!(error instanceof DomainError && error.code === 'NOT_FOUND')) throw error;
  }
}

/** Keeps the files of a task, removes those of a deleted one, and one that it names no more. Returns their number. */
export async function settleFiles(
  { taskId, removed }: SettleTaskFiles,
  tenantId: string,
  parts: Pick<ServiceParts, 'commands' | 'storage'>,
): Promise<number> {
  const storage = storageOf(parts);
  const { state } = await parts.commands.state(task, tenantId, taskId);
  const isNamed = (fileId: string) => state.files.some((file) => file.fileId === fileId);
  if (removed && !isNamed(removed.fileId)) await storage.discard(tenantId, removed.fileId, removed.attachmentId);
  for (const file of state.files) {
    if (state.status === 'deleted') await storage.discard(tenantId, file.fileId, file.attachmentId);
    else await claimFile(file, tenantId, storage);
  }
  return state.files.length;
}

/** The bytes of a removed file are gone with the answer. */
export async function discardRemoved({
  command: { taskId },
  context: { tenantId },
  events,
  parts,
}: Concluded<RemoveTaskAttachment, TaskEvent>): Promise<void> {
  for (const { type, data } of events) {
    if (type === 'TaskAttachmentRemoved') await settleFiles({ taskId, removed: data }, tenantId, parts);
  }
}
