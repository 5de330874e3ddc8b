import { Query } from '../declare/contract';
import { Count, Secret, Text } from '../declare/fields';

/** The most characters of one part, each of three octets at most, so that an answer fits into a message. */
export const FEED_PART_CHARACTERS = 250_000;

/** Parts are numbered by the events before them, and by the days of the first one that were sent with those. */
const MAX_FEED_PART = 1e7;

export class CalendarFeedPart {
  @Text({ max: FEED_PART_CHARACTERS * 2, lines: true, min: 0, example: 'BEGIN:VCALENDAR', description: 'iCalendar' })
  text!: string;
  @Count({ min: 1, max: MAX_FEED_PART, nullable: true, description: 'The next part; null: this is the last' })
  next!: number | null;
}

/** The gateway sends it for the address of a feed. */
@Query({
  subject: 'workflow.read-calendar-feed',
  permission: 'service',
  summary: 'Read a part of the calendar that a feed shows',
  answers: CalendarFeedPart,
  sentBy: ['gateway'],
})
export class ReadCalendarFeed {
  @Secret({ max: 200 }) secret!: string;
  @Count({ min: 0, max: MAX_FEED_PART, description: '0: the first' }) part!: number;
}
