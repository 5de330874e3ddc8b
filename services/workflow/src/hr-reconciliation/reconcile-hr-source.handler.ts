import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import type { ListedPerson } from '#contracts/workflow/hr-person';
import type { ReconcileHrSource, ReconciledHrSource } from '#contracts/workflow/reconcile-hr-source';
import type { ApplyHrReconciliation } from '#contracts/workflow/settle-hr-reconciliation';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { v5 } from 'uuid';
import { tell } from '../hr-delivery/tell-notice.provider';
import { refuseMissing } from '../hr-source/change-hr-source';
import { hrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import { comparedPeople } from './compared-people.provider';
import { hrReconciliation } from './hr-reconciliation';
import { peopleOf } from './listed-people.adapter';
import { concludeReconciliation, type AppliedList } from './reconcile-hr-source';
import { takeList } from './take-list.provider';

/** Before the deadline; one change is done within this time. */
const ENOUGH_MS = 3_000;

/** What it changes is sent afterwards. */
export async function reconcileHrSource(
  command: ReconcileHrSource,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<ReconciledHrSource>> {
  const { sourceId } = command;
  refuseMissing((await parts.commands.state(hrSource, context.tenantId, sourceId)).state);
  const people = peopleOf(command);
  const id = newIdOf(context.commandId, 'hr-reconciliation');
  const list = { id, sourceId, origin: 'posted', people } as const;
  const { result, revision, position } = await takeList(list, context, parts);
  const { reason, counts } = result;
  const status = reason === null ? 'applying' : 'held';
  return { answer: { id, revision, status, reason, counts }, position };
}

/** Ids of notices derive from the list and the person, so that each takes effect once. */
export async function applyHrReconciliation(
  { reconciliationId: id }: ApplyHrReconciliation,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<Created>> {
  const { commands } = parts;
  const { state } = await commands.state(hrReconciliation, context.tenantId, id);
  if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such reconciliation');
  const applied =
    state.status === 'applying' ? await apply(id, state, context, parts) : { applied: 0, failed: 0, code: null };
  const { result, position } = await commands.handle({
    aggregate: hrReconciliation,
    id,
    command: { reconciliationId: id, ...applied },
    context,
    decide: concludeReconciliation,
    answer: (_, { revision }): Created => ({ id, revision }),
  });
  return { answer: result, position };
}

async function apply(
  id: string,
  { sourceId, listedAt }: { readonly sourceId: string; readonly listedAt: string },
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Omit<AppliedList, 'reconciliationId'>> {
  const people = await listOf(id, context.tenantId, parts);
  if (!people) return { applied: 0, failed: 0, code: 'DELIVERY_GONE' };
  const { changes } = await comparedPeople({ sourceId, people, listedAt }, context, parts);
  const failures: string[] = [];
  for (const { notice } of changes) {
    if (Date.now() > context.deadline - ENOUGH_MS) {
      throw new DomainError('SERVICE_UNAVAILABLE', 'There are more changes; send it again');
    }
    const noticeId = v5(`listed/${notice.kind}/${notice.externalId}`, id);
    const { outcome, code } = await tell({ ...notice, noticeId }, { context, parts });
    if (outcome === 'failed') failures.push(code ?? 'INTERNAL');
  }
  const [code = null] = failures;
  return { applied: changes.length - failures.length, failed: failures.length, code };
}

/** Undefined after 30 days. */
export async function listOf(
  id: string,
  tenantId: string,
  { hrRaw }: Pick<WorkflowParts, 'hrRaw'>,
): Promise<readonly ListedPerson[] | undefined> {
  const text = await hrRaw.open(tenantId, id);
  return text === undefined ? undefined : (JSON.parse(text) as readonly ListedPerson[]);
}
