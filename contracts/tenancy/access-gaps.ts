import type { EmploymentFacts } from './employment-facts';
import { leaveInstant } from './leave-instant';
import { startOfDay } from '../values/local-date';

/** A stretch of time without access, from an end of it up to the next first day; `until: null`: for good. */
export interface AccessGap {
  /** ISO 8601 UTC. */
  readonly from: string;
  /** Exclusive. */
  readonly until: string | null;
  readonly reason: 'leave' | 'access_revoked';
}

/**
 * The stretches of time in which an employee has no access, oldest first; none overlaps another. A rehire ends one, and
 * gives nothing back that was ended with it.
 */
export function accessGaps(
  { spells, accessRevokedAt }: Pick<EmploymentFacts, 'spells' | 'accessRevokedAt'>,
  timeZone: string,
): readonly AccessGap[] {
  const starts = spells.map(({ startsOn }) => startOfDay(startsOn, timeZone));
  return spells.flatMap(({ lastDay }, at) => {
    const until = starts[at + 1] ?? null;
    const ends: Omit<AccessGap, 'until'>[] = [];
    if (lastDay !== null) ends.push({ from: leaveInstant(lastDay, timeZone), reason: 'leave' });
    if (accessRevokedAt !== null && isWithin(accessRevokedAt, { from: at === 0 ? null : starts[at], until })) {
      ends.push({ from: accessRevokedAt, reason: 'access_revoked' });
    }
    const [first] = ends.sort((one, other) => Date.parse(one.from) - Date.parse(other.from));
    return first && isBefore(first.from, until) ? [{ ...first, until }] : [];
  });
}

/** The gap that an instant is in. */
export function gapAt(gaps: readonly AccessGap[], now: string): AccessGap | undefined {
  return gaps.find(({ from, until }) => !isBefore(now, from) && isBefore(now, until));
}

function isWithin(
  instant: string,
  { from, until }: { from: string | null | undefined; until: string | null },
): boolean {
  return (from === null || from === undefined || !isBefore(instant, from)) && isBefore(instant, until);
}

function isBefore(one: string, other: string | null): boolean {
  return other === null || Date.parse(one) < Date.parse(other);
}
