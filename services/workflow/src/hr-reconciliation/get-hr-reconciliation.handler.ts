import {
  MAX_PREVIEWED,
  type GetHrReconciliation,
  type HrReconciliationPreview,
  type PreviewedChange,
} from '#contracts/workflow/get-hr-reconciliation';
import type { HrReconciliation } from '#contracts/workflow/list-hr-reconciliations';
import { DomainError } from '#contracts/errors';
import { newIdOf } from '#libs/event-sourcing';
import type { RequestContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { WorkflowParts } from '../workflow.provider';
import type { ListedChange } from './compare-people';
import { comparedPeople } from './compared-people.provider';
import { hrReconciliation } from './hr-reconciliation';
import { HrReconciliationRow } from './hr-reconciliation.entity';
import { listOf } from './reconcile-hr-source.handler';

export function shownReconciliation(row: HrReconciliationRow): HrReconciliation {
  const { reconciliationId: id, tenantId: _, revision: __, ...shown } = row;
  return { id, ...shown };
}

/** The changes of a held list, compared with the employees of now. */
export async function getHrReconciliation(
  { sourceId, reconciliationId }: GetHrReconciliation,
  context: RequestContext,
  parts: WorkflowParts,
): Promise<Outcome<HrReconciliationPreview>> {
  const { tenantId } = context;
  const key = { tenantId, sourceId, reconciliationId };
  const row = await parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(HrReconciliationRow, key));
  if (!row) throw new DomainError('NOT_FOUND', 'There is no such reconciliation');
  const changes = row.status === 'held' ? await changesOf(row, context, parts) : [];
  const preview = [...changes].sort((one, other) => Number(other.isEnd) - Number(one.isEnd)).map(previewed);
  return {
    answer: {
      ...shownReconciliation(row),
      preview: preview.slice(0, MAX_PREVIEWED),
      isCut: preview.length > MAX_PREVIEWED,
    },
  };
}

async function changesOf(
  { reconciliationId, sourceId }: HrReconciliationRow,
  context: RequestContext,
  parts: WorkflowParts,
): Promise<readonly ListedChange[]> {
  const { tenantId } = context;
  const people = await listOf(reconciliationId, tenantId, parts);
  if (!people) return [];
  const { state } = await parts.commands.state(hrReconciliation, tenantId, reconciliationId);
  const asking = { ...context, commandId: newIdOf(reconciliationId, context.requestId), now: state.listedAt };
  const { changes } = await comparedPeople({ sourceId, people, listedAt: state.listedAt }, asking, parts);
  return changes;
}

function previewed({ notice, employeeId, fields }: ListedChange): PreviewedChange {
  const { kind, externalId, effectiveOn, lastDay } = notice;
  return { kind, externalId, employeeId, on: lastDay ?? effectiveOn, fields };
}
