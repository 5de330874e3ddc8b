import { event } from '#contracts/declare/event';
import type { RemoveWipJob } from '#contracts/kpi/remove-wip-job';
import { WipJobRemoved } from '#contracts/kpi/wip-job-events';
import type { Given } from '#libs/event-sourcing';
import type { WipJob, WipJobEvent } from './wip-job';
import { presentParts, refuseClosedPast, type WipJobFacts } from './wip-job-rules';

export function removeWipJob({ jobId }: RemoveWipJob, state: WipJob, given: Given<WipJobFacts>): WipJobEvent[] {
  const before = presentParts(state);
  refuseClosedPast(before, null, given);
  return [event(WipJobRemoved, { jobId, batchId: null, before })];
}
