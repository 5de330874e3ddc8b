import { evolve } from '#contracts/declare/fold';
import { WipJobChanged, WipJobRecorded, WipJobRemoved, type WipJobParts } from '#contracts/kpi/wip-job-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';

/** A job as decisions see it. */
export interface WipJob {
  readonly job: string;
  /** Null: it is not there, or was removed. */
  readonly parts: WipJobParts | null;
}

export const wipJob = aggregate(
  'kpi.wip_job',
  (): WipJob => ({ job: '', parts: null }),
  [
    evolve(WipJobRecorded, (_, { data: { job, parts } }) => ({ job, parts })),
    evolve(WipJobChanged, (state, { data: { parts } }) => ({ ...state, parts })),
    evolve(WipJobRemoved, (state) => ({ ...state, parts: null })),
  ],
  {
    /** The code belongs to one job while that is open. */
    reserve: ({ job, parts }) => (parts?.endedAt === null ? [openJob(job)] : []),
  },
);

function openJob(job: string): UniqueValue {
  return { unique: 'wip_job', scope: 'tenant', value: foldedText(job), pointer: '/job' };
}

export type WipJobEvent = EventsOf<typeof wipJob>;
