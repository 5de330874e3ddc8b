import type { EmployeeDetails, Spell } from './employee-details';

/** What one statement says of the days of an employment; `lastDay: null` takes an end back. */
export type Days =
  | { readonly of: 'start'; readonly day: string; readonly isRehire: boolean }
  | { readonly of: 'end'; readonly day: string; readonly reason: string | null }
  /** `day` is one of the employment; null: that of the end that was stated before. */
  | { readonly of: 'no_end'; readonly day: string | null };

/** One thing that a source, or a person by hand, has stated about an employee. */
export interface Statement {
  /** Of a notice its id. */
  readonly id: string;
  /** When it happened, ISO 8601 UTC. */
  readonly happenedAt: string;
  /** By hand: its revision in the stream, so that statements of one moment keep their order. */
  readonly revision?: number;
  readonly days: readonly Days[];
  /** The details that it states, from a day on. */
  readonly details?: {
    /** The day from which they hold, for the order among others. */
    readonly from: string;
    readonly fields: Partial<EmployeeDetails>;
    /** They were announced for this day, and are not applied before. */
    readonly awaits?: string;
  };
  readonly revokesAccess?: true;
}

export interface Timeline {
  /** Oldest first; each begins after the end of the one before. */
  readonly spells: readonly Spell[];
  readonly details: Partial<EmployeeDetails>;
  /** The next day on which details change; null: none is known. */
  readonly nextChangeOn: string | null;
  /** Access was revoked then; null: never. */
  readonly accessRevokedAt: string | null;
  /** The statements with a day that belongs to no employment so far. */
  readonly unplaced: ReadonlySet<string>;
}

interface Employment {
  startsOn: string;
  lastDay: string | null;
  reason: string | null;
  readonly isRehire: boolean;
}

interface Placing {
  readonly id: string;
  readonly days: Days;
}

/**
 * The employments and details that follow from all statements. It is a function of the set of them: the order of
 * arrival changes nothing. Later statements correct earlier ones; each day belongs to the employment that it falls in.
 * One that fits none yet waits: a leave for its hire, a rehire for the leave before it. `today`: details that were
 * announced for a later day are left out.
 */
export function timelineOf(statements: readonly Statement[], today: string): Timeline {
  const spells: Employment[] = [];
  let waiting: Placing[] = [];
  let endStated: string | null = null;
  for (const { id, days } of [...statements].sort(byHappening)) {
    for (const each of days) {
      if (each.of === 'end') endStated = each.day;
      const named = each.of === 'no_end' ? { ...each, day: each.day ?? endStated } : each;
      if (!place(spells, named, waiting)) waiting.push({ id, days: named });
      else waiting = placedAgain(spells, waiting);
    }
  }
  return {
    spells: spells.map(({ startsOn, lastDay, reason }) => ({ startsOn, lastDay, reason })),
    details: detailsOf(statements, today),
    nextChangeOn: nextChange(statements, today),
    accessRevokedAt: revokedAt(statements),
    unplaced: new Set(waiting.map(({ id }) => id)),
  };
}

/** Places what waited, as often as one makes room for another; returns the rest. */
function placedAgain(spells: Employment[], waiting: readonly Placing[]): Placing[] {
  let left = [...waiting];
  for (let before = -1; before !== left.length;) {
    before = left.length;
    left = left.filter((each) => !place(spells, each.days, left));
  }
  return left;
}

/** Whether the days found their employment. */
function place(spells: Employment[], days: Days, waiting: readonly Placing[]): boolean {
  switch (days.of) {
    case 'start':
      return placeStart(spells, days, waiting);
    case 'end': {
      const spell = spells.findLast(({ startsOn }) => startsOn <= days.day);
      if (!spell) return false;
      spell.lastDay = days.day;
      spell.reason = days.reason;
      return true;
    }
    case 'no_end': {
      const { day } = days;
      const spell = day === null ? undefined : spells.findLast(({ startsOn }) => startsOn <= day);
      // Without an end, it would go on into the employment after it.
      if (!spell || spell !== spells.at(-1)) return false;
      spell.lastDay = null;
      spell.reason = null;
      return true;
    }
  }
}

function placeStart(spells: Employment[], start: Days & { of: 'start' }, waiting: readonly Placing[]): boolean {
  const { day, isRehire } = start;
  const within = spells.find(({ startsOn, lastDay }) => startsOn <= day && (lastDay === null || day <= lastDay));
  if (within) {
    // A rehire within a first employment waits for the end of that one.
    if (isRehire && !within.isRehire && within.startsOn !== day) return false;
    within.startsOn = day;
    return true;
  }
  const at = spells.findIndex(({ startsOn }) => startsOn > day);
  const next = spells[at];
  if (!next) {
    spells.push({ startsOn: day, lastDay: null, reason: null, isRehire });
    return true;
  }
  if (isRehire || !next.isRehire) {
    next.startsOn = day;
    return true;
  }
  // The first employment, stated after a rehire: its end is known, or it waits for that.
  const end = waiting.map(({ days }) => days).find((days) => isEndWithin(days, day, next.startsOn));
  if (end) spells.splice(at, 0, { startsOn: day, lastDay: end.day, reason: end.reason, isRehire });
  return end !== undefined;
}

function isEndWithin(days: Days, from: string, before: string): days is Days & { of: 'end' } {
  return days.of === 'end' && days.day >= from && days.day < before;
}

/** In order of the days from which they hold, and then of happening. */
function detailsOf(statements: readonly Statement[], today: string): Partial<EmployeeDetails> {
  const stated = statements.flatMap((each) =>
    each.details && !isAhead(each, today) ? [{ ...each, details: each.details }] : [],
  );
  stated.sort((one, other) => compared(one.details.from, other.details.from) || byHappening(one, other));
  return Object.assign({}, ...stated.map(({ details }) => details.fields)) as Partial<EmployeeDetails>;
}

function nextChange(statements: readonly Statement[], today: string): string | null {
  const ahead = statements.flatMap((each) => (isAhead(each, today) ? [each.details?.awaits ?? ''] : []));
  return ahead.sort(compared)[0] ?? null;
}

function isAhead({ details }: Statement, today: string): boolean {
  return details?.awaits !== undefined && details.awaits > today && Object.keys(details.fields).length > 0;
}

function revokedAt(statements: readonly Statement[]): string | null {
  const moments = statements.flatMap(({ revokesAccess, happenedAt }) => (revokesAccess ? [happenedAt] : []));
  return moments.sort(compared).at(-1) ?? null;
}

function byHappening(one: Statement, other: Statement): number {
  return (
    compared(one.happenedAt, other.happenedAt) ||
    (one.revision ?? -1) - (other.revision ?? -1) ||
    compared(one.days[0]?.day ?? '', other.days[0]?.day ?? '') ||
    compared(one.id, other.id)
  );
}

function compared(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
