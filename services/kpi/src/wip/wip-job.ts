import { evolve } from '#contracts/declare/fold';
import { WipJobChanged, WipJobRecorded, WipJobRemoved, type WipJobParts } from '#contracts/kpi/wip-job-events';
import { foldedText } from '#contracts/values/text-folding';
import { aggregate, type EventsOf, type UniqueValue } from '#libs/event-sourcing';

/** A job as decisions see it. */
export interface WipJob {
  readonly job: string;
  /** Null: it is not there, or was removed. */
  readonly parts: WipJobParts | null;
  /** Before the last event, and the revision of that event. */
  readonly before: WipJobParts | null;
  readonly revision: number;
}

export const wipJob = aggregate(
  'kpi.wip_job',
  (): WipJob => ({ job: '', parts: null, before: null, revision: -1 }),
  [
    evolve(WipJobRecorded, (_, { data: { job, parts }, revision }) => ({ job, parts, before: null, revision })),
    evolve(WipJobChanged, (state, { data: { parts, before }, revision }) => ({ ...state, parts, before, revision })),
    evolve(WipJobRemoved, (state, { data: { before }, revision }) => ({ ...state, parts: null, before, revision })),
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
