import { FetchHrLists } from '#contracts/workflow/fetch-hr-lists';
import { GetHrReconciliation } from '#contracts/workflow/get-hr-reconciliation';
import { ListHrReconciliations } from '#contracts/workflow/list-hr-reconciliations';
import { ReconcileHrSource } from '#contracts/workflow/reconcile-hr-source';
import {
  ApplyHrReconciliation,
  ApproveHrReconciliation,
  RejectHrReconciliation,
} from '#contracts/workflow/settle-hr-reconciliation';
import { equals } from '#libs/read-models';
import { command, handler, list, type Feature } from '#libs/runtime';
import { departments } from '../department/departments.entity';
import { HrSourceRow } from '../hr-source/hr-source.entity';
import { hrSourceProjection } from '../hr-source/hr-source.projection';
import type { WorkflowParts } from '../workflow.provider';
import { fetchHrLists } from './fetch-hr-lists.handler';
import { fetchHrListsJob } from './fetch-hr-lists.job';
import { getHrReconciliation, shownReconciliation } from './get-hr-reconciliation.handler';
import { hrReconciliation } from './hr-reconciliation';
import { HrReconciliationRow } from './hr-reconciliation.entity';
import { hrReconciliationProjection } from './hr-reconciliation.projection';
import { hrReconciliationReactor } from './hr-reconciliation.reactor';
import { approveReconciliation, rejectReconciliation } from './reconcile-hr-source';
import { applyHrReconciliation, reconcileHrSource } from './reconcile-hr-source.handler';
import { listSettled } from './settled-list.provider';

const ofList = {
  on: hrReconciliation,
  id: ({ reconciliationId }: { readonly reconciliationId: string }) => reconciliationId,
  then: listSettled,
};

/** The list of a source against the employees. */
export const hrReconciliationFeature: Feature<WorkflowParts> = {
  wirings: [
    handler(ReconcileHrSource, reconcileHrSource, { reads: [departments.projection] }),
    command(ApproveHrReconciliation, { ...ofList, decide: approveReconciliation }),
    command(RejectHrReconciliation, { ...ofList, decide: rejectReconciliation }),
    handler(ApplyHrReconciliation, applyHrReconciliation, { reads: [departments.projection] }),
    handler(FetchHrLists, fetchHrLists, { reads: [hrSourceProjection, departments.projection] }),
    list(ListHrReconciliations, {
      entity: HrReconciliationRow,
      filters: { sourceId: equals('sourceId'), status: equals('status') },
      within: {
        noun: 'source',
        reads: [HrSourceRow],
        isThere: ({ sourceId }, { rows, context: { tenantId } }) => rows.existsBy(HrSourceRow, { tenantId, sourceId }),
      },
      show: shownReconciliation,
    }),
    handler(GetHrReconciliation, getHrReconciliation, {
      reads: [hrReconciliationProjection, departments.projection],
    }),
  ],
  projections: [hrReconciliationProjection],
  reactors: [hrReconciliationReactor],
  schedules: [fetchHrListsJob],
};
