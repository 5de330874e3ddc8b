import { DomainError } from '#contracts/errors';
import type { AttachToTask } from '#contracts/workflow/attach-to-task';
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

/** Keeps the files of a task, and removes those of a deleted one. Returns their number. */
export async function settleFiles(taskId: string, tenantId: string, parts: ServiceParts): Promise<number> {
  const storage = storageOf(parts);
  const { state } = await parts.commands.state(task, tenantId, taskId);
  for (const file of state.files) {
    if (state.status === 'deleted') await storage.discard(tenantId, file.fileId, file.attachmentId);
    else await claimFile(file, tenantId, storage);
  }
  return state.files.length;
}
