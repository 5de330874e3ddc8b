import type { GetWorkingDays, WorkingDays } from '#contracts/workflow/get-working-days';
import type { RequestContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { workingWeek } from './working-week';

/** From the log's own state: decisions keep it at hand. */
export async function getWorkingDays(
  _query: GetWorkingDays,
  { tenantId }: RequestContext,
  { commands }: Pick<ServiceParts, 'commands'>,
): Promise<Outcome<WorkingDays>> {
  const { state, revision } = await commands.state(workingWeek, tenantId, tenantId);
  return { answer: state, ...(revision !== 'none' && { etag: String(revision) }) };
}
