import type { FetchHrLists, FetchedHrLists } from '#contracts/workflow/fetch-hr-lists';
import { HrListUnavailable } from '#contracts/workflow/hr-reconciliation-events';
import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { ListRefused } from '../hr-fetch/people-client.adapter';
import { apiOf } from '../hr-fetch/source-api.provider';
import { hrSource } from '../hr-source/hr-source';
import { HrSourceRow } from '../hr-source/hr-source.entity';
import type { WorkflowParts } from '../workflow.provider';
import { hrReconciliation, type HrReconciliation, type HrReconciliationEvent } from './hr-reconciliation';
import { setAlarm, takeList } from './take-list.provider';

/** Before the deadline; one list is fetched within this time. */
const ENOUGH_MS = 9_000;

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
  const outcomes: (boolean | undefined)[] = [];
  for (const { sourceId } of rows) {
    if (outcomes.length > 0 && Date.now() > context.deadline - ENOUGH_MS) {
      throw new DomainError('SERVICE_UNAVAILABLE', 'There are more lists to fetch; send it again');
    }
    outcomes.push(await fetchList(sourceId, context, parts));
  }
  const number = (outcome: boolean) => outcomes.filter((each) => each === outcome).length;
  return { answer: { lists: number(true), unavailable: number(false) } };
}

/** Undefined for a source without an API; false where that gave nothing. */
async function fetchList(
  sourceId: string,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<boolean | undefined> {
  const { tenantId } = context;
  const { state: source } = await parts.commands.state(hrSource, tenantId, sourceId);
  const api = await apiOf(source, tenantId, parts);
  if (source.status !== 'active' || !api) return undefined;
  const id = newIdOf(context.commandId, `list/${sourceId}`);
  const { state } = await parts.commands.state(hrReconciliation, tenantId, id);
  if (state.status !== 'absent') return state.status !== 'unavailable';
  try {
    const people = await parts.peopleClient.all(api);
    await takeList({ id, sourceId, origin: 'fetched', people }, context, parts);
  } catch (error) {
    if (!(error instanceof ListRefused)) throw error;
    await recordUnavailable({ reconciliationId: id, sourceId, problem: error.problem }, context, parts);
    await setAlarm(sourceId, 'unreachable', true, { context, parts });
    return false;
  }
  if (source.alarms.includes('unreachable')) await setAlarm(sourceId, 'unreachable', false, { context, parts });
  return true;
}

async function recordUnavailable(
  data: HrListUnavailable,
  context: CommandContext,
  { commands }: Pick<WorkflowParts, 'commands'>,
): Promise<void> {
  await commands.handle({
    aggregate: hrReconciliation,
    id: data.reconciliationId,
    command: data,
    context: { ...context, commandId: newIdOf(context.commandId, `unavailable/${data.sourceId}`) },
    decide: (told: HrListUnavailable, { status }: HrReconciliation): HrReconciliationEvent[] =>
      status === 'absent' ? [event(HrListUnavailable, told)] : [],
    answer: () => undefined,
  });
}
