import { evolve } from '#contracts/declare/fold';
import { WipJobChanged, WipJobRecorded, WipJobRemoved, type WipJobParts } from '#contracts/kpi/wip-job-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';
import { editedThing, type BatchChange, type EditedThing } from '../edits/batch-changes';

/** A job as decisions see it. */
export interface WipJob {
  readonly job: string;
  /** Null: it is not there, or was removed. */
  readonly parts: WipJobParts | null;
  /** Before the last event, and the revision of that event. */
  readonly before: WipJobParts | null;
  readonly revision: number;
  /** Of the last event; null: it was a single one. */
  readonly batchId: string | null;
  readonly changes: readonly BatchChange<WipJobParts>[];
}

const NOTHING: WipJob = { job: '', parts: null, before: null, revision: -1, batchId: null, changes: [] };

export const wipJob = aggregate(
  'kpi.wip_job',
  () => NOTHING,
  [
    evolve(WipJobRecorded, (state, { data: { job, parts, batchId }, revision }) => ({
      ...edited(state, parts, batchId),
      job,
      before: null,
      revision,
    })),
    evolve(WipJobChanged, (state, { data: { parts, before, batchId }, revision }) => ({
      ...edited(state, parts, batchId),
      before,
      revision,
    })),
    evolve(WipJobRemoved, (state, { data: { before, batchId }, revision }) => ({
      ...edited(state, null, batchId),
      before,
      revision,
    })),
  ],
  {
    /** The code belongs to one job while that is open. */
    reserve: ({ job, parts }) => (parts?.endedAt === null ? [openJob(job)] : []),
  },
);

function edited(state: WipJob, parts: WipJobParts | null, batchId: string | null): WipJob {
  const { changes } = editedThing(jobThing(state), { batchId, value: parts });
  return { ...state, parts, batchId, changes };
}

export function jobThing(state: WipJob): EditedThing<WipJobParts> {
  return { ...state, value: state.parts };
}

function openJob(job: string): UniqueValue {
  return { unique: 'wip_job', scope: 'tenant', value: foldedText(job), pointer: '/job' };
}

export type WipJobEvent = EventsOf<typeof wipJob>;
