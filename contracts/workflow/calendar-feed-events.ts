import { Event, type EventOptions } from '../declare/event';
import { Id } from '../declare/fields';

/** The events of a calendar feed. Its secret, its digest, its name and last use are in a table. */
export class CalendarFeedFact {
  @Id() feedId!: string;
  @Id({ description: 'The user whose calendar it shows' }) userId!: string;
}

const declared = (action: string, summary: string): EventOptions<CalendarFeedFact> => ({
  category: 'workflow.calendar_feed',
  version: 1,
  entity: { type: 'calendar_feed', id: 'feedId' },
  action,
  summary,
});

@Event<CalendarFeedCreated>({
  ...declared('calendar_feed.created', 'A calendar feed was created'),
  implies: { status: 'active' },
})
export class CalendarFeedCreated extends CalendarFeedFact {
  static readonly type = 'CalendarFeedCreated';
}

@Event<CalendarFeedRevoked>({
  ...declared('calendar_feed.revoked', 'A calendar feed was revoked'),
  implies: { status: 'ended' },
})
export class CalendarFeedRevoked extends CalendarFeedFact {
  static readonly type = 'CalendarFeedRevoked';
}
