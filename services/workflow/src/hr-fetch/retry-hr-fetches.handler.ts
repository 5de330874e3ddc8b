import { LessThanOrEqual } from 'typeorm';
import type { RetriedHrFetches, RetryHrFetches } from '#contracts/workflow/retry-hr-fetches';
import { eachAtMost, newIdOf } from '#libs/event-sourcing';
import { ownContext, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { hrDelivery } from '../hr-delivery/hr-delivery';
import { HrDeliveryRow } from '../hr-delivery/hr-delivery.entity';
import { retryPostponed } from '../hr-delivery/retry-postponed-delivery';
import { fetchList, noteUnavailable, refuseLate } from '../hr-reconciliation/fetch-list.provider';
import { hrReconciliation } from '../hr-reconciliation/hr-reconciliation';
import { HrReconciliationRow } from '../hr-reconciliation/hr-reconciliation.entity';
import type { WorkflowParts } from '../workflow.provider';

const AT_ONCE = 8;
const MOST_DELIVERIES = 500;
const MOST_LISTS = 50;

/** Those of an organisation do not wait for the slow API of another. Safe to repeat: what was done is found done. */
export async function retryHrFetches(
  _command: RetryHrFetches,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<RetriedHrFetches>> {
  const due = { where: { retryAt: LessThanOrEqual(context.now) }, order: { retryAt: 'ASC' } } as const;
  const deliveries = await parts.platformReader.query((rows) =>
    rows.find(HrDeliveryRow, { ...due, take: MOST_DELIVERIES }),
  );
  await eachAtMost(AT_ONCE, deliveries, (row) => retryDelivery(row, context, parts));
  const lists = await parts.platformReader.query((rows) =>
    rows.find(HrReconciliationRow, { ...due, take: MOST_LISTS }),
  );
  await eachAtMost(AT_ONCE, lists, (row) => retryList(row, context, parts));
  return { answer: { deliveries: deliveries.length, lists: lists.length } };
}

async function retryDelivery(
  { tenantId, deliveryId }: HrDeliveryRow,
  context: CommandContext,
  { commands }: WorkflowParts,
): Promise<void> {
  await commands.handle({
    aggregate: hrDelivery,
    id: deliveryId,
    command: { deliveryId },
    context: { ...context, tenantId, commandId: newIdOf(context.commandId, `delivery/${deliveryId}`) },
    decide: retryPostponed,
    answer: () => undefined,
  });
}

/** What the time does not allow is found again in a minute. */
async function retryList(
  { tenantId, reconciliationId: id, sourceId }: HrReconciliationRow,
  given: CommandContext,
  parts: WorkflowParts,
): Promise<void> {
  const context = { ...ownContext(given), tenantId, commandId: newIdOf(given.commandId, `retry/${id}`) };
  const { state } = await parts.commands.state(hrReconciliation, tenantId, id);
  if (state.retryAt === null || state.retryAt > context.now) return;
  refuseLate(context);
  if ((await fetchList({ id, sourceId }, context, parts)) !== 'none') return;
  const gone = { reconciliationId: id, sourceId, problem: 'no-api', isFinal: true };
  await noteUnavailable(gone, context, parts);
}
