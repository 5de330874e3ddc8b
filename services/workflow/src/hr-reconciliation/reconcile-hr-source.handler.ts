import type { Created } from '#contracts/created';
import { invalid } from '#contracts/declare/validation';
import { DomainError } from '#contracts/errors';
import type { ListedPerson } from '#contracts/workflow/hr-person';
import type { ReconcileHrSource, ReconciledHrSource } from '#contracts/workflow/reconcile-hr-source';
import type { ApplyHrReconciliation } from '#contracts/workflow/settle-hr-reconciliation';
import { eachAtMost, newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { v5 } from 'uuid';
import { tell } from '../hr-delivery/tell-notice.provider';
import { refuseMissing } from '../hr-source/change-hr-source';
import { hrSource } from '../hr-source/hr-source';
import type { WorkflowParts } from '../workflow.provider';
import type { ListedChange } from './compare-people';
import { comparedPeople } from './compared-people.provider';
import { fetchList } from './fetch-list.provider';
import { hrReconciliation } from './hr-reconciliation';
import { peopleOf } from './listed-people.adapter';
import { concludeReconciliation, type AppliedList } from './reconcile-hr-source';
import { takeList } from './take-list.provider';

/** Before the deadline; one change is done within this time. */
const ENOUGH_MS = 3_000;

/** People whose changes are sent at once. */
const AT_ONCE = 8;

/** A posted list, or else that of the source's API. What it changes is sent afterwards. */
export async function reconcileHrSource(
  command: ReconcileHrSource,
  context: CommandContext,
  parts: WorkflowParts,
): Promise<Outcome<ReconciledHrSource>> {
  const { sourceId } = command;
  refuseMissing((await parts.commands.state(hrSource, context.tenantId, sourceId)).state);
  const id = newIdOf(context.commandId, 'hr-reconciliation');
  const people = peopleOf(command);
  if (people) {
    const { position } = await takeList({ id, sourceId, origin: 'posted', people }, context, parts);
    return { answer: await reconciled(id, context, parts), position };
  }
  const { state } = await parts.commands.state(hrReconciliation, context.tenantId, id);
  const fetched = state.status === 'absent' ? await fetchList({ id, sourceId }, context, parts) : 'taken';
  if (fetched === 'none') {
    const message = 'is required, or csv: this source has no API';
    throw invalid([{ pointer: '/people', code: 'REQUIRED', message }]);
  }
  return { answer: await reconciled(id, context, parts) };
}

async function reconciled(
  id: string,
  { tenantId }: CommandContext,
  { commands }: WorkflowParts,
): Promise<ReconciledHrSource> {
  const { state, revision } = await commands.state(hrReconciliation, tenantId, id);
  const { status, reason, problem, counts } = state;
  const shown = status === 'held' || status === 'unavailable' ? status : 'applying';
  return { id, revision: revision === 'none' ? 0 : revision, status: shown, reason, problem, counts };
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
  await eachAtMost(AT_ONCE, byPerson(changes), async (ofPerson) => {
    for (const { notice } of ofPerson) {
      if (Date.now() > context.deadline - ENOUGH_MS) {
        throw new DomainError('SERVICE_UNAVAILABLE', 'There are more changes; send it again');
      }
      const noticeId = v5(`listed/${notice.kind}/${notice.externalId}`, id);
      const { outcome, code } = await tell({ ...notice, noticeId }, { context, parts });
      if (outcome === 'failed') failures.push(code ?? 'INTERNAL');
    }
  });
  const [code = null] = failures;
  return { applied: changes.length - failures.length, failed: failures.length, code };
}

/** The changes to one person are told in their order. */
function byPerson(changes: readonly ListedChange[]): readonly (readonly ListedChange[])[] {
  const people = new Map<string, ListedChange[]>();
  for (const change of changes) {
    const { externalId } = change.notice;
    people.set(externalId, [...(people.get(externalId) ?? []), change]);
  }
  return [...people.values()];
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
