import { event } from '#contracts/declare/event';
import { parse } from '#contracts/declare/validation';
import { ChangeWipJob } from '#contracts/kpi/change-wip-job';
import { RecordWipJob } from '#contracts/kpi/record-wip-job';
import { WipJobChanged, WipJobRecorded, WipJobRemoved, type WipJobParts } from '#contracts/kpi/wip-job-events';
import { changeWipJob } from '../wip/change-wip-job';
import { recordWipJob } from '../wip/record-wip-job';
import { removeWipJob } from '../wip/remove-wip-job';
import { jobThing, wipJob, type WipJob, type WipJobEvent } from '../wip/wip-job';
import { refuseClosedPast, type WipJobFacts } from '../wip/wip-job-rules';
import type { AnyEdit, EditRules } from './edit-things';

export const wipJobEdits: EditRules<WipJob, WipJobEvent, WipJobFacts, WipJobParts, WipJobParts> = {
  noun: 'job',
  aggregate: wipJob,
  identityOf: ({ job }) => ({ job }),
  thingIn: jobThing,
  record: (told, state, given) => recordWipJob(parse(RecordWipJob, told), state, given),
  correct: (jobId, told, state, given) => changeWipJob(parse(ChangeWipJob, { ...told, jobId }), state, given),
  remove: (jobId, state, given) => removeWipJob({ jobId }, state, given),
  putBack: ({ id: jobId, value, before, batchId }, { job }, given) => {
    refuseClosedPast(value, before, given);
    if (!before) return value ? [event(WipJobRemoved, { jobId, batchId, before: value })] : [];
    if (!value) return [event(WipJobRecorded, { jobId, batchId, job, parts: before })];
    return [event(WipJobChanged, { jobId, batchId, parts: before, before: value })];
  },
  madeBy: ({ type, data: { jobId: id } }) => ({
    id,
    outcome: type === 'WipJobRecorded' ? 'created' : type === 'WipJobRemoved' ? 'removed' : 'changed',
  }),
  shown: (parts) => parts,
};

/** A code is of one open job: another job of the batch may end or be removed before. */
export function mayNeedCode({ op, ...told }: AnyEdit & { readonly endedAt?: string | null }): boolean {
  return op === 'create' || (op === 'change' && told.endedAt === null);
}
