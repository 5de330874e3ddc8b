import type { WipJobParts } from '#contracts/kpi/wip-job-events';
import { firstDifference } from '../wip/wip-job-rules';

/** A job from one recording to the next. */
export interface JobVersion {
  readonly jobId: string;
  readonly parts: WipJobParts;
  readonly recordedFrom: string;
  /** Null: it is so still. */
  readonly recordedTo: string | null;
}

interface Calendar {
  /** Since when a date is closed; null: it is open. */
  readonly since: (date: string) => string | null;
  readonly dateOf: (moment: string) => string;
}

/** The jobs whose past was changed after closing, by the date of the first moment at which they are not what they were. */
export function lateJobDates(
  versions: readonly JobVersion[],
  { since, dateOf }: Calendar,
): ReadonlyMap<string, ReadonlySet<string>> {
  const late = new Map<string, Set<string>>();
  for (const { jobId, at, before, after } of changesOf(versions)) {
    const moment = firstDifference(before, after);
    if (moment === undefined) continue;
    const date = dateOf(moment);
    const closed = since(date);
    if (closed !== null && at > closed) late.set(date, (late.get(date) ?? new Set()).add(jobId));
  }
  return late;
}

interface JobChange {
  readonly jobId: string;
  readonly at: string;
  readonly before: WipJobParts | null;
  readonly after: WipJobParts | null;
}

function changesOf(versions: readonly JobVersion[]): JobChange[] {
  const ended = new Map(versions.map((version) => [placeOf(version.jobId, version.recordedTo), version]));
  const begun = new Set(versions.map(({ jobId, recordedFrom }) => placeOf(jobId, recordedFrom)));
  return versions.flatMap(({ jobId, parts, recordedFrom, recordedTo }) => {
    const before = ended.get(placeOf(jobId, recordedFrom))?.parts ?? null;
    const made = { jobId, at: recordedFrom, before, after: parts };
    const isRemoved = recordedTo !== null && !begun.has(placeOf(jobId, recordedTo));
    return isRemoved ? [made, { jobId, at: recordedTo, before: parts, after: null }] : [made];
  });
}

const placeOf = (jobId: string, at: string | null) => `${jobId} ${at}`;
