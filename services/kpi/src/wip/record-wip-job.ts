import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { RecordWipJob } from '#contracts/kpi/record-wip-job';
import { WipJobRecorded } from '#contracts/kpi/wip-job-events';
import type { Given } from '#libs/event-sourcing';
import type { WipJob, WipJobEvent } from './wip-job';
import { keptParts, refuseClosedPast, refuseJobAhead, statedHolds, type WipJobFacts } from './wip-job-rules';

export function recordWipJob(command: RecordWipJob, state: WipJob, given: Given<WipJobFacts>): WipJobEvent[] {
  const { job, product, startedAt, endedAt = null, holds = [] } = command;
  if (state.parts) throw new DomainError('CONFLICT', 'This job is there already');
  const parts = keptParts({ product, startedAt, endedAt, holds: statedHolds(holds) }, 'stated');
  refuseJobAhead(command, null, given.facts);
  refuseClosedPast(null, parts, given);
  return [event(WipJobRecorded, { jobId: given.facts.jobId, batchId: null, job, parts })];
}
