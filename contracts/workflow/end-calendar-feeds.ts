import { Command } from '../declare/contract';
import { Count, Id } from '../declare/fields';

export class EndedCalendarFeeds {
  @Count({ min: 0, max: 1_000 }) feeds!: number;
}

/** Sent for a membership that has ended, or was interrupted. */
@Command({
  subject: 'workflow.end-calendar-feeds',
  permission: 'service',
  status: 200,
  summary: 'End the calendar feeds of a former user for good',
  answers: EndedCalendarFeeds,
  sentBy: ['workflow'],
})
export class EndCalendarFeeds {
  @Id() userId!: string;
}
