import type { SettleTaskFiles, SettledTaskFiles } from '#contracts/workflow/settle-task-files';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { settleFiles } from './kept-file.provider';

export async function settleTaskFiles(
  command: SettleTaskFiles,
  { tenantId }: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<SettledTaskFiles>> {
  return { answer: { files: await settleFiles(command, tenantId, parts) } };
}
