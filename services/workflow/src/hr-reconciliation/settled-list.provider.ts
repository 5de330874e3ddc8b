import type { Concluded } from '#libs/runtime';
import type { WorkflowParts } from '../workflow.provider';
import type { HrReconciliationEvent } from './hr-reconciliation';
import { setAlarm } from './take-list.provider';

/** Somebody has looked: the alarm about the held list is over. */
export async function listSettled({
  command: { sourceId },
  context,
  parts,
}: Concluded<{ readonly sourceId: string }, HrReconciliationEvent, WorkflowParts>): Promise<void> {
  await setAlarm(sourceId, 'held_reconciliation', false, { context, parts });
}
