import { eventTexts, type FedEvent } from './icalendar';
import { KeptTexts } from './kept-texts';

const EVENT: FedEvent & { readonly revision: number } = {
  eventId: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  revision: 0,
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
  recurrence: null,
  excludedDates: [],
  addedDates: [],
};

it('the text of an event is known until the event or the name of its domain changes', () => {
  const kept = new KeptTexts();
  expect(kept.find(EVENT)).toBeUndefined();
  expect(kept.make(EVENT)).toEqual(eventTexts(EVENT));
  expect(kept.find(EVENT)).toEqual(eventTexts(EVENT));
  const changed = { ...EVENT, revision: 1, title: 'Handover of the keys' };
  expect(kept.find(changed)).toBeUndefined();
  expect(kept.find({ ...EVENT, domainName: 'Day shift' })).toBeUndefined();
  kept.make(changed);
  expect(kept.find(changed)).toEqual(eventTexts(changed));
  expect(kept.find(EVENT)).toBeUndefined();
});

it('of very many events the texts that were made last are known', () => {
  const { length } = eventTexts(EVENT).join('');
  const kept = new KeptTexts(3 * length);
  const events = ['1', '2', '3', '4'].map((last) => ({ ...EVENT, eventId: EVENT.eventId.slice(0, -1) + last }));
  for (const event of events) kept.make(event);
  expect(events.map((event) => kept.find(event) !== undefined)).toEqual([false, true, true, true]);
});
