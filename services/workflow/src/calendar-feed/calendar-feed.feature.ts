import { CreateCalendarFeed } from '#contracts/workflow/create-calendar-feed';
import { EndCalendarFeeds } from '#contracts/workflow/end-calendar-feeds';
import { ListCalendarFeeds } from '#contracts/workflow/list-calendar-feeds';
import { ReadCalendarFeed } from '#contracts/workflow/read-calendar-feed';
import { RevokeCalendarFeed } from '#contracts/workflow/revoke-calendar-feed';
import { SweepCalendarFeeds } from '#contracts/workflow/sweep-calendar-feeds';
import { command, handler, type Feature } from '#libs/runtime';
import { calendarEventProjection } from '../calendar/calendar-event.projection';
import { workDomainProjection } from '../domain/work-domain.projection';
import type { WorkflowParts } from '../workflow.provider';
import { calendarFeed, revokeCalendarFeed } from './calendar-feed';
import { createCalendarFeed, listCalendarFeeds } from './calendar-feeds.handler';
import { formerMemberFeedsReactor } from './former-member-feeds.reactor';
import { readCalendarFeed } from './read-calendar-feed.handler';
import { endCalendarFeeds, sweepCalendarFeeds } from './sweep-calendar-feeds.handler';
import { sweepCalendarFeedsJob } from './sweep-calendar-feeds.job';

/** Addresses by which other programs read the calendar of a member, in one organisation. */
export const calendarFeedFeature: Feature<WorkflowParts> = {
  wirings: [
    handler(CreateCalendarFeed, createCalendarFeed),
    handler(ListCalendarFeeds, listCalendarFeeds),
    command(RevokeCalendarFeed, {
      on: calendarFeed,
      id: ({ feedId }) => feedId,
      decide: revokeCalendarFeed,
      answer: ({ feedId: id }, { revision }) => ({ id, revision }),
      then: ({ id, parts: { calendarFeeds } }) => calendarFeeds.end(id),
    }),
    handler(ReadCalendarFeed, readCalendarFeed, { reads: [calendarEventProjection, workDomainProjection] }),
    handler(EndCalendarFeeds, endCalendarFeeds),
    handler(SweepCalendarFeeds, sweepCalendarFeeds),
  ],
  reactors: [formerMemberFeedsReactor],
  schedules: [sweepCalendarFeedsJob],
  // Their names are typed by people.
  personalRows: [{ table: 'workflow.calendar_feed', subjects: ['user_id'], rewrite: true }],
};
