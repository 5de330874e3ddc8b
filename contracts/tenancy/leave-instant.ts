import { daysAfter, startOfDay } from '../values/local-date';

/**
 * The instant (ISO 8601 UTC) at which somebody has left whose last day (`YYYY-MM-DD`) this is: the start of the day
 * after, in the organisation's time zone. Until then they work and sign in; from then on they do not.
 */
export function leaveInstant(lastDay: string, timeZone: string): string {
  return startOfDay(daysAfter(lastDay, 1), timeZone);
}
