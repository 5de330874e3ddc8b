import { event } from '#contracts/declare/event';
import { evolve } from '#contracts/declare/fold';
import { DomainError } from '#contracts/errors';
import { CalendarFeedCreated, CalendarFeedRevoked } from '#contracts/workflow/calendar-feed-events';
import type { RevokeCalendarFeed } from '#contracts/workflow/revoke-calendar-feed';
import { aggregate, type EventsOf, type Given } from '#libs/event-sourcing';

/** A calendar feed, as decisions see it; the digest of its secret is in a table. */
export interface CalendarFeed {
  readonly status: 'absent' | 'active' | 'ended';
  readonly userId: string;
}

export const calendarFeed = aggregate(
  'workflow.calendar_feed',
  (): CalendarFeed => ({ status: 'absent', userId: '' }),
  [
    evolve(CalendarFeedCreated, (_, { data: { userId } }) => ({ status: 'active', userId })),
    evolve(CalendarFeedRevoked, (state) => ({ ...state, status: 'ended' })),
  ],
);

export type CalendarFeedEvent = EventsOf<typeof calendarFeed>;

export interface StartFeed {
  readonly feedId: string;
  readonly userId: string;
}

/** A feed that was created before stays as it is, even if ended. */
export function startFeed({ feedId, userId }: StartFeed, { status }: CalendarFeed): CalendarFeedEvent[] {
  return status === 'absent' ? [event(CalendarFeedCreated, { feedId, userId })] : [];
}

/** A feed of somebody else is as missing as an ended one. */
export function revokeCalendarFeed(
  { feedId }: RevokeCalendarFeed,
  { status, userId }: CalendarFeed,
  { actor }: Given,
): CalendarFeedEvent[] {
  if (status !== 'active' || userId !== actor.id) throw new DomainError('NOT_FOUND', 'There is no such calendar feed');
  return [event(CalendarFeedRevoked, { feedId, userId })];
}
