import { faultAt } from '#contracts/errors';
import type { CalendarTimes } from '#contracts/workflow/calendar-events';
import type { ChangeCalendarEvent } from '#contracts/workflow/change-calendar-event';

type Times = Pick<CalendarTimes, 'startsAt' | 'endsAt' | 'date' | 'days'>;

type GivenTimes = Pick<ChangeCalendarEvent, 'startsAt' | 'endsAt' | 'date' | 'days'>;

/** A new start alone moves the event, which lasts as long as before. @throws DomainError `VALIDATION_FAILED` */
export function changedTimes({ startsAt, endsAt, date, days }: GivenTimes, before: Times): Times {
  if (date !== undefined || (days !== undefined && before.date !== null)) {
    return { startsAt: null, endsAt: null, date: date ?? before.date, days: days ?? before.days ?? 1 };
  }
  if (days !== undefined) throw faultAt('VALIDATION_FAILED', '/days', 'is of an event of whole days', 'CONTRADICTION');
  if (startsAt === undefined && endsAt === undefined) return before;
  const start = startsAt ?? before.startsAt;
  if (start === null) throw faultAt('VALIDATION_FAILED', '/startsAt', 'is required', 'REQUIRED');
  const end = endsAt ?? movedEnd(start, before);
  if (end === null) throw faultAt('VALIDATION_FAILED', '/endsAt', 'is required', 'REQUIRED');
  if (end <= start) throw faultAt('VALIDATION_FAILED', '/endsAt', 'must be after startsAt', 'RANGE');
  return { startsAt: start, endsAt: end, date: null, days: null };
}

function movedEnd(start: string, { startsAt, endsAt }: Times): string | null {
  if (startsAt === null || endsAt === null) return null;
  return new Date(Date.parse(start) + Date.parse(endsAt) - Date.parse(startsAt)).toISOString();
}
