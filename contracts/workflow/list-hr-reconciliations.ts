import { Query } from '../declare/contract';
import { Choice, Count, Id, Instant, Name } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import {
  HOLD_REASONS,
  RECONCILIATION_ORIGINS,
  type HoldReason,
  type ReconciliationOrigin,
} from './hr-reconciliation-events';
import { RECONCILIATION_STATUSES, ReconciliationCounts, type ReconciliationStatus } from './reconcile-hr-source';

export class HrReconciliation extends ReconciliationCounts {
  @Id() id!: string;
  @Id() sourceId!: string;
  @Choice(RECONCILIATION_ORIGINS) origin!: ReconciliationOrigin;
  @Choice(RECONCILIATION_STATUSES) status!: ReconciliationStatus;
  @Choice(HOLD_REASONS, { nullable: true, description: 'Why it is held, or was' }) reason!: HoldReason | null;
  @Count({ min: 0, max: 1e6 }) applied!: number;
  @Count({ min: 0, max: 1e6, description: 'Changes that a rule refused' }) failed!: number;
  @Name({ nullable: true, description: 'Of the first refusal, or what the API of the source answered' })
  code!: string | null;
  @Instant({ nullable: true, description: 'When an API that gave no list is asked again' }) retryAt!: string | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'workflow.list-hr-reconciliations',
  permission: 'workflow.source.read',
  route: 'GET /webhook-sources/{sourceId}/reconciliations',
  summary: 'List the comparisons of a source with the employees',
  answers: HrReconciliation,
  list: { sort: ['createdAt'], order: '-createdAt' },
})
export class ListHrReconciliations extends ListRequest {
  @Id() sourceId!: string;
  @Choice(RECONCILIATION_STATUSES, { optional: true }) status?: ReconciliationStatus;
}
