import type { FetchHrLists, FetchedHrLists } from '#contracts/workflow/fetch-hr-lists';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { HrSourceRow } from '../hr-source/hr-source.entity';
import type { WorkflowParts } from '../workflow.provider';
import { fetchList, refuseLate, type FetchedList } from './fetch-list.provider';
import { hrReconciliation } from './hr-reconciliation';

/**
 * A list that was taken is not fetched again. @throws DomainError `SERVICE_UNAVAILABLE` when more are left than the
 * deadline allows: sent again, it goes on
 */
export async function fetchHrLists(
  _command: FetchHrLists,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<FetchedHrLists>> {
  const { tenantId } = context;
  const rows = await parts.tenantReader.query(tenantId, (manager) => manager.findBy(HrSourceRow, { tenantId }));
  const outcomes: FetchedList[] = [];
  for (const { sourceId } of rows) {
    if (outcomes.length > 0) refuseLate(context);
    const id = newIdOf(context.commandId, `list/${sourceId}`);
    const { state } = await parts.commands.state(hrReconciliation, tenantId, id);
    if (state.status === 'absent') outcomes.push(await fetchList({ id, sourceId }, context, parts));
    else outcomes.push(state.status === 'unavailable' ? 'unavailable' : 'taken');
  }
  const number = (outcome: FetchedList) => outcomes.filter((each) => each === outcome).length;
  return { answer: { lists: number('taken'), unavailable: number('unavailable') } };
}
