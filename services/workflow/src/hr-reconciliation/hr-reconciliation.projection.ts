import { on } from '#contracts/declare/on';
import type { DomainEvent } from '#contracts/declare/event';
import type { Recorded } from '#contracts/declare/recorded';
import {
  HrListUnavailable,
  HrReconciliationApplied,
  HrReconciliationApproved,
  HrReconciliationHeld,
  HrReconciliationRejected,
  HrReconciliationStarted,
  type HrReconciliationFact,
} from '#contracts/workflow/hr-reconciliation-events';
import { change, projection, type RowChange } from '#libs/projections';
import { HrReconciliationRow } from './hr-reconciliation.entity';

type OfList<Data extends object> = Pick<
  Recorded<DomainEvent<string, Data>>,
  'tenantId' | 'data' | 'revision' | 'recordedAt'
>;

const NOTHING = {
  origin: 'fetched',
  reason: null,
  listed: 0,
  active: 0,
  hires: 0,
  changes: 0,
  ends: 0,
  reinstated: 0,
  applied: 0,
  failed: 0,
  code: null,
  retryAt: null,
} as const;

function begun(
  { tenantId, data, revision, recordedAt }: OfList<HrReconciliationFact>,
  told: Partial<HrReconciliationRow> & Pick<HrReconciliationRow, 'status'>,
): RowChange[] {
  const { reconciliationId, sourceId } = data;
  const row = { ...NOTHING, ...told, tenantId, reconciliationId, sourceId, revision };
  return [
    change(HrReconciliationRow, { tenantId, reconciliationId }, (former) => ({
      ...row,
      createdAt: former?.createdAt ?? recordedAt,
      updatedAt: recordedAt,
    })),
  ];
}

function settled(
  { tenantId, data, revision, recordedAt: updatedAt }: OfList<HrReconciliationFact>,
  told: Partial<HrReconciliationRow>,
): RowChange[] {
  const { reconciliationId } = data;
  return [
    change(
      HrReconciliationRow,
      { tenantId, reconciliationId },
      (row) => row && { ...row, ...told, updatedAt, revision },
    ),
  ];
}

export const hrReconciliationProjection = projection({
  name: 'hr-reconciliation',
  service: 'workflow',
  version: 1,
  tables: [HrReconciliationRow],
  keyColumn: 'reconciliationId',
  key: (event) => (event.data as { reconciliationId: string }).reconciliationId,
  on: [
    on(HrReconciliationStarted, (event) => begun(event, { ...event.data, status: 'applying' })),
    on(HrReconciliationHeld, (event) => begun(event, { ...event.data, status: 'held' })),
    on(HrReconciliationApproved, (event) => settled(event, { status: 'applying' })),
    on(HrReconciliationRejected, (event) => settled(event, { status: 'rejected' })),
    on(HrReconciliationApplied, (event) => {
      const { applied, failed, code } = event.data;
      return settled(event, { status: 'applied', applied, failed, code });
    }),
    on(HrListUnavailable, (event) => {
      const { problem: code, retryAt } = event.data;
      return begun(event, { status: 'unavailable', code, retryAt });
    }),
  ],
});
