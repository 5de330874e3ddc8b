import type { FieldError } from '../errors';

/** The times of a calendar event as a request gives them; null removes. */
interface GivenTimes {
  readonly startsAt?: string | null;
  readonly endsAt?: string | null;
  readonly date?: string | null;
  readonly days?: number | null;
}

const MINUTE_MS = 60_000;
const MAX_TIMED_MS = 366 * 86_400_000;

/** From an instant to another, or whole days; an event has one of the two. */
export function timesOfTwoKinds({ startsAt, endsAt, date, days }: GivenTimes): FieldError | undefined {
  const isTimed = (startsAt ?? endsAt ?? null) !== null;
  const other = (date ?? null) !== null ? '/date' : (days ?? null) !== null ? '/days' : undefined;
  if (!isTimed || other === undefined) return undefined;
  return { pointer: other, code: 'CONTRADICTION', message: 'must not be given beside startsAt and endsAt' };
}

/** A calendar of clocks knows no seconds. */
export function timesOfNoOrder({ startsAt, endsAt }: GivenTimes): FieldError | undefined {
  const fraction = (
    [
      ['/startsAt', startsAt],
      ['/endsAt', endsAt],
    ] as const
  ).find(([, time]) => typeof time === 'string' && Date.parse(time) % MINUTE_MS !== 0);
  if (fraction) return { pointer: fraction[0], code: 'RANGE', message: 'must be a whole minute' };
  if (typeof startsAt !== 'string' || typeof endsAt !== 'string') return undefined;
  const length = Date.parse(endsAt) - Date.parse(startsAt);
  if (length > 0 && length <= MAX_TIMED_MS) return undefined;
  return { pointer: '/endsAt', code: 'RANGE', message: 'must be after startsAt, by at most 366 days' };
}

/** A new event says when it is. */
export function timesMissing({ startsAt, endsAt, date }: GivenTimes): FieldError | undefined {
  const missing = date === undefined && startsAt === undefined ? '/startsAt' : undefined;
  const half = startsAt !== undefined && endsAt === undefined ? '/endsAt' : undefined;
  const begin = endsAt !== undefined && startsAt === undefined ? '/startsAt' : undefined;
  const pointer = missing ?? half ?? begin;
  return pointer === undefined ? undefined : { pointer, code: 'REQUIRED', message: 'is required, or a date' };
}
