import { calendarEnd, calendarStart, eventTexts, type FedEvent } from './icalendar';

/** A calendar, which the file prints when it is run: a spec compares the bytes of processes in different zones. */

const EVENT: FedEvent = {
  eventId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  title: 'Handover',
  notes: 'Bring the keys',
  place: null,
  domainName: 'Night shift',
  status: 'confirmed',
  changedDays: [],
  sequence: 1,
  createdAt: '2026-01-31T12:00:00.000Z',
  updatedAt: '2026-03-08T07:30:00.000Z',
  startsAt: '2026-03-23T08:00:00.000Z',
  endsAt: '2026-03-24T03:30:00.000Z',
  date: null,
  days: null,
  timeZone: 'Europe/Berlin',
  recurrence: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20261102',
  excludedDates: ['2026-03-30'],
  addedDates: ['2026-11-01'],
};
const zones = ['America/New_York', 'Australia/Lord_Howe', 'Europe/Berlin'].map((timeZone) => ({
  timeZone,
  from: '2026-03-23',
}));
const wholeDays = { ...EVENT, startsAt: null, endsAt: null, date: '2026-03-08', days: 1 };

export function calendarText(): string {
  const events = [EVENT, { ...EVENT, timeZone: 'America/New_York' }, wholeDays].flatMap(eventTexts).join('');
  return calendarStart('Nord', zones) + events + calendarEnd();
}

if (require.main === module) process.stdout.write(calendarText());
