import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class SweptCalendarFeeds {
  @Count({ min: 0, max: 1e9 }) feeds!: number;
}

/** Sent every night. */
@Command({
  subject: 'workflow.sweep-calendar-feeds',
  permission: 'service',
  status: 200,
  summary: 'Remove the rows of calendar feeds that never began, or ended long ago',
  answers: SweptCalendarFeeds,
  sentBy: ['workflow'],
})
export class SweepCalendarFeeds {}
