import { SweepCalendarFeeds } from '#contracts/workflow/sweep-calendar-feeds';
import { daily, job } from '#libs/schedules';

export const sweepCalendarFeedsJob = job({
  name: 'workflow.sweep-calendar-feeds',
  service: 'workflow',
  at: daily('03:40'),
  scope: 'platform',
  send: () => [{ contract: SweepCalendarFeeds, payload: {} }],
});
