import { DomainError, faultAt } from '#contracts/errors';
import type { StatedHold } from '#contracts/kpi/stated-hold';
import type { WipHold, WipJobParts } from '#contracts/kpi/wip-job-events';
import { localDate } from '#contracts/values/local-date';
import type { Given } from '#libs/event-sourcing';
import { refuseAhead, refuseClosed } from '../line-day/day-rules';
import type { KpiPeriods } from '../period/kpi-periods';
import type { WipJob } from './wip-job';

export interface WipJobFacts {
  /** The stream's. */
  readonly jobId: string;
  readonly periods: KpiPeriods;
  /** IANA: the organisation's. */
  readonly timeZone: string;
  /** The last date on which something can have happened to a job. */
  readonly latestDate: string;
}

export function statedHolds(holds: readonly StatedHold[]): readonly WipHold[] {
  return holds.map(({ from, to = null }) => ({ from, to }));
}

/**
 * No time that a request states, and that the job has not yet, can be ahead.
 * @throws DomainError `VALIDATION_FAILED`
 */
export function refuseJobAhead(
  { startedAt, endedAt, holds = [] }: StatedTimes,
  before: WipJobParts | null,
  { timeZone, latestDate }: Pick<WipJobFacts, 'timeZone' | 'latestDate'>,
): void {
  const known = new Set([
    before?.startedAt,
    before?.endedAt,
    ...(before?.holds ?? []).flatMap(({ from, to }) => [from, to]),
  ]);
  const stated = [
    ['/startedAt', startedAt],
    ['/endedAt', endedAt],
    ...holds.flatMap(({ from, to }, at) => [[`/holds/${at}/from`, from] as const, [`/holds/${at}/to`, to] as const]),
  ] as const;
  for (const [pointer, moment] of stated) {
    if (moment === undefined || moment === null || known.has(moment)) continue;
    refuseAhead({ date: localDate(moment, timeZone), latestDate }, pointer);
  }
}

interface StatedTimes {
  readonly startedAt?: string;
  readonly endedAt?: string | null;
  readonly holds?: readonly StatedHold[];
}

/**
 * The parts as they are kept: holds in order, and one that goes on ends with the job. `holdsAre`: in the request, or those
 * that the job has already.
 * @throws DomainError `VALIDATION_FAILED` for an end before the start, or a hold outside of the job
 */
export function keptParts(
  { product, startedAt, endedAt, holds }: WipJobParts,
  holdsAre: 'stated' | 'kept',
): WipJobParts {
  if (endedAt !== null && endedAt <= startedAt) {
    throw faultAt('VALIDATION_FAILED', '/endedAt', 'must be after the start', 'RANGE');
  }
  const kept = holds.map(({ from, to }, at) => {
    const hold = { from, to: to ?? endedAt };
    const fault = holdFault(hold, startedAt, endedAt);
    if (fault === undefined) return hold;
    const pointer = holdsAre === 'stated' ? `/holds/${at}/${fault}` : fault === 'from' ? '/startedAt' : '/endedAt';
    throw faultAt('VALIDATION_FAILED', pointer, 'leaves a hold that is empty or outside of the job', 'RANGE');
  });
  const inOrder = kept.toSorted((one, other) => (one.from < other.from ? -1 : Number(one.from > other.from)));
  return { product, startedAt, endedAt, holds: inOrder };
}

function holdFault({ from, to }: WipHold, startedAt: string, endedAt: string | null): 'from' | 'to' | undefined {
  if (from < startedAt) return 'from';
  if (to === null) return undefined;
  return to <= from || (endedAt !== null && to > endedAt) ? 'to' : undefined;
}

/** @throws DomainError `NOT_FOUND` */
export function presentParts({ parts }: WipJob): WipJobParts {
  if (!parts) throw new DomainError('NOT_FOUND', 'There is no such job');
  return parts;
}

/**
 * The past of a job is closed with its period: a change may not alter anything up to that date.
 * @throws DomainError `PERIOD_CLOSED`
 */
export function refuseClosedPast(
  before: WipJobParts | null,
  after: WipJobParts | null,
  given: Pick<Given<WipJobFacts>, 'facts' | 'actor'>,
): void {
  const moment = firstDifference(before, after);
  if (moment === undefined) return;
  refuseClosed({ lineId: null, date: localDate(moment, given.facts.timeZone) }, given);
}

/** The first moment at which a job is not what it was; undefined: there is none. */
export function firstDifference(before: WipJobParts | null, after: WipJobParts | null): string | undefined {
  const [former, next] = [momentsOf(before), momentsOf(after)];
  const differing = [
    ...[...former].filter((moment) => !next.has(moment)),
    ...[...next].filter((moment) => !former.has(moment)),
  ];
  return differing.map((moment) => moment.slice(0, INSTANT_LENGTH)).toSorted()[0];
}

const INSTANT_LENGTH = '2026-01-31T09:30:00.000Z'.length;

/** What happens to a job, each with its moment first. */
function momentsOf(parts: WipJobParts | null): ReadonlySet<string> {
  if (!parts) return new Set();
  const { product, startedAt, endedAt, holds } = parts;
  return new Set([
    `${startedAt} starts ${product}`,
    ...(endedAt === null ? [] : [`${endedAt} ends`]),
    ...holds.flatMap(({ from, to }) => [`${from} held`, ...(to === null ? [] : [`${to} held no more`])]),
  ]);
}
