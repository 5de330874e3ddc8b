import { on } from '#contracts/declare/on';
import { HrReconciliationApproved, HrReconciliationStarted } from '#contracts/workflow/hr-reconciliation-events';
import { ApplyHrReconciliation } from '#contracts/workflow/settle-hr-reconciliation';
import { reactor } from '#libs/event-sourcing';

const apply = (reconciliationId: string) => [
  { contract: ApplyHrReconciliation, payload: { reconciliationId }, name: 'apply' },
];

/** A list that may take effect does so, also after a crash. */
export const hrReconciliationReactor = reactor({
  name: 'hr-reconciliation',
  service: 'workflow',
  from: 'introduced',
  on: [
    on(HrReconciliationStarted, ({ data }) => apply(data.reconciliationId)),
    on(HrReconciliationApproved, ({ data }) => apply(data.reconciliationId)),
  ],
});
