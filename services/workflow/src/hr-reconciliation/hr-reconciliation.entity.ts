import { Index } from 'typeorm';
import type { HoldReason, ReconciliationOrigin } from '#contracts/workflow/hr-reconciliation-events';
import type { ReconciliationStatus } from '#contracts/workflow/reconcile-hr-source';
import {
  BigCountColumn,
  CountColumn,
  IdColumn,
  InstantColumn,
  ReadModel,
  TenantColumn,
  TokenColumn,
} from '#libs/read-models';

/** The comparison of a source's list with the employees. */
@ReadModel({ schema: 'workflow', table: 'hr_reconciliation', version: 1 })
@Index(['tenantId', 'sourceId', 'createdAt'])
@Index(['retryAt'])
export class HrReconciliationRow {
  @TenantColumn() tenantId!: string;
  @IdColumn({ key: true }) reconciliationId!: string;
  @IdColumn() sourceId!: string;
  @TokenColumn() origin!: ReconciliationOrigin;
  @TokenColumn() status!: ReconciliationStatus;
  @TokenColumn({ nullable: true }) reason!: HoldReason | null;
  @CountColumn() listed!: number;
  @CountColumn() active!: number;
  @CountColumn() hires!: number;
  @CountColumn() changes!: number;
  @CountColumn() ends!: number;
  @CountColumn() reinstated!: number;
  @CountColumn() applied!: number;
  @CountColumn() failed!: number;
  @TokenColumn({ nullable: true }) code!: string | null;
  @InstantColumn({ nullable: true }) retryAt!: string | null;
  @InstantColumn() createdAt!: string;
  @InstantColumn() updatedAt!: string;
  @BigCountColumn() revision!: number;
}
