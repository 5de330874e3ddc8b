import type { GetTaskTemplates, TaskTemplates } from '#contracts/workflow/get-task-templates';
import type { RequestContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { templateSet } from './task-templates';

/** From the log's own state: decisions keep it at hand. */
export async function getTaskTemplates(
  _query: GetTaskTemplates,
  { tenantId }: RequestContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<TaskTemplates>> {
  const { state, revision } = await commands.state(templateSet, tenantId, tenantId);
  return { answer: state, ...(revision !== 'none' && { etag: String(revision) }) };
}
