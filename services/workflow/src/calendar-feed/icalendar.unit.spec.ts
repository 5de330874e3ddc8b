import fc from 'fast-check';
import { contentLine, textValue } from './content-line';
import { calendarEnd, calendarStart, eventTexts, type FedEvent } from './icalendar';

const EVENT: FedEvent = {
  eventId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  title: 'Handover',
  notes: null,
  place: null,
  domainName: 'Night shift',
  status: 'confirmed',
  changedDays: [],
  sequence: 0,
  createdAt: '2026-01-31T12:00:00.000Z',
  updatedAt: '2026-02-01T12:00:00.000Z',
  startsAt: '2026-03-23T08:00:00.000Z',
  endsAt: '2026-03-23T08:15:00.000Z',
  date: null,
  days: null,
  timeZone: 'Europe/Berlin',
  recurrence: 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20260601',
  excludedDates: ['2026-03-30'],
  addedDates: ['2026-04-01'],
};
const ALL_DAY: Partial<FedEvent> = { startsAt: null, endsAt: null, date: '2026-03-23', days: 2 };

const eventText = (event: FedEvent) => eventTexts(event).join('');
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');
const linesOf = (more: Partial<FedEvent> = {}) => unfolded(eventText({ ...EVENT, ...more }));

it('writes a series by the clocks of its zone, which the calendar brings along', () => {
  expect(linesOf()).toEqual([
    'BEGIN:VEVENT',
    'UID:0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071@opsledger',
    'DTSTAMP:20260201T120000Z',
    'CREATED:20260131T120000Z',
    'LAST-MODIFIED:20260201T120000Z',
    'SEQUENCE:0',
    'STATUS:CONFIRMED',
    'SUMMARY:Handover',
    'CATEGORIES:Night shift',
    'DTSTART;TZID=Europe/Berlin:20260323T090000',
    'DTEND;TZID=Europe/Berlin:20260323T091500',
    'RRULE:FREQ=WEEKLY;UNTIL=20260601T070000Z;BYDAY=MO',
    'EXDATE;TZID=Europe/Berlin:20260330T090000',
    'RDATE;TZID=Europe/Berlin:20260401T090000',
    'END:VEVENT',
    '',
  ]);
  const start = unfolded(calendarStart('Nord', [{ timeZone: 'Europe/Berlin', from: '2026-03-23' }]));
  expect(start.slice(start.indexOf('BEGIN:VTIMEZONE'), start.indexOf('BEGIN:VTIMEZONE') + 14)).toEqual([
    'BEGIN:VTIMEZONE',
    'TZID:Europe/Berlin',
    'BEGIN:STANDARD',
    'DTSTART:20250101T000000',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0100',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:20250330T020000',
    'RDATE:20260329T020000',
    'RDATE:20270328T020000',
    'RDATE:20280326T020000',
    'RDATE:20290325T020000',
    'RDATE:20300331T020000',
  ]);
});

it('writes whole days as dates, and the end as the day after', () => {
  expect(linesOf({ ...ALL_DAY, recurrence: 'FREQ=WEEKLY;UNTIL=20260601T120000Z' }).slice(9, 14)).toEqual([
    'DTSTART;VALUE=DATE:20260323',
    'DTEND;VALUE=DATE:20260325',
    'RRULE:FREQ=WEEKLY;UNTIL=20260601',
    'EXDATE;VALUE=DATE:20260330',
    'RDATE;VALUE=DATE:20260401',
  ]);
});

it('writes UTC without a zone, and a time that clocks show twice in UTC where the second one is meant', () => {
  expect(linesOf({ timeZone: 'UTC', recurrence: null })).toContain('DTSTART:20260323T080000Z');
  expect(calendarStart('Nord', [{ timeZone: 'UTC', from: '2026-03-23' }])).not.toContain('VTIMEZONE');
  const twice = { startsAt: '2026-10-25T01:30:00.000Z', endsAt: '2026-10-25T03:30:00.000Z', recurrence: null };
  expect(linesOf(twice)).toEqual(
    expect.arrayContaining(['DTSTART:20261025T013000Z', 'DTEND;TZID=Europe/Berlin:20261025T043000']),
  );
});

it('shows a canceled event as cancelled, with its sequence', () => {
  expect(linesOf({ status: 'canceled', sequence: 3 })).toEqual(
    expect.arrayContaining(['STATUS:CANCELLED', 'SEQUENCE:3']),
  );
});

describe('a day that differs from its series', () => {
  const AS_SERIES = { title: null, notes: null, place: null, startsAt: null, endsAt: null, date: null, days: null };
  const on = '2026-04-06';
  const day = (more: object = {}): FedEvent => ({
    ...EVENT,
    sequence: 2,
    changedDays: [{ on, ...AS_SERIES, status: 'confirmed', ...more }],
  });
  const dayLines = (event: FedEvent) => unfolded(eventTexts(event)[1] ?? '');

  it('is an event of the same UID, named by the time that it has in the series', () => {
    const moved = { startsAt: '2026-04-07T12:00:00.000Z', endsAt: '2026-04-07T12:15:00.000Z', title: 'Late; moved' };
    expect(dayLines(day(moved))).toEqual([
      'BEGIN:VEVENT',
      'UID:0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071@opsledger',
      'DTSTAMP:20260201T120000Z',
      'CREATED:20260131T120000Z',
      'LAST-MODIFIED:20260201T120000Z',
      'SEQUENCE:2',
      'STATUS:CONFIRMED',
      'SUMMARY:Late\\; moved',
      'CATEGORIES:Night shift',
      'RECURRENCE-ID;TZID=Europe/Berlin:20260406T090000',
      'DTSTART;TZID=Europe/Berlin:20260407T140000',
      'DTEND;TZID=Europe/Berlin:20260407T141500',
      'END:VEVENT',
      '',
    ]);
  });

  it('is cancelled alone, or with its series', () => {
    expect(dayLines(day({ status: 'canceled' }))).toEqual(
      expect.arrayContaining(['STATUS:CANCELLED', 'SEQUENCE:2', 'DTSTART;TZID=Europe/Berlin:20260406T090000']),
    );
    expect(unfolded(eventTexts(day({ status: 'canceled' }))[0] ?? '')).toContain('STATUS:CONFIRMED');
    expect(dayLines({ ...day(), status: 'canceled' })).toContain('STATUS:CANCELLED');
  });

  it('is a date where the series is of whole days', () => {
    expect(dayLines({ ...day({ date: '2026-04-08', days: 1 }), ...ALL_DAY }).slice(9, 12)).toEqual([
      'RECURRENCE-ID;VALUE=DATE:20260406',
      'DTSTART;VALUE=DATE:20260408',
      'DTEND;VALUE=DATE:20260409',
    ]);
  });
});

it('a text is a value and nothing else, and no line is too long or splits a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
      const text = eventText({ ...EVENT, title, notes: title });
      expect(linesOf({ title, notes: title })).toHaveLength(linesOf({ notes: '' }).length);
      for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(/[^\r]\n|\r[^\n]/.test(text)).toBe(false);
      expect(Buffer.from(text).toString('utf8')).toBe(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
    }),
    { numRuns: 200 },
  );
  const title = 'a, b; c\\d\r\nBEGIN:VALARM\u2028x 🧯';
  expect(textValue(title)).toBe('a\\, b\\; c\\\\d\\nBEGIN:VALARM\\nx 🧯');
});

it('folds before the character that does not fit any more', () => {
  expect(contentLine(`${'x'.repeat(74)}é`)).toBe(`${'x'.repeat(74)}\r\n é\r\n`);
  expect(contentLine('x'.repeat(75))).toBe(`${'x'.repeat(75)}\r\n`);
});

it('ends as it began', () => {
  expect(calendarEnd()).toBe('END:VCALENDAR\r\n');
});
