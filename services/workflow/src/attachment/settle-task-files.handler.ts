import type { SettleTaskFiles, SettledTaskFiles } from '#contracts/workflow/settle-task-files';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { settleFiles } from './kept-file.provider';

export async function settleTaskFiles(
  { taskId }: SettleTaskFiles,
  { tenantId }: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<SettledTaskFiles>> {
  return { answer: { files: await settleFiles(taskId, tenantId, parts) } };
}
