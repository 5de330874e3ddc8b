import { Query } from '../declare/contract';
import { Id, Instant, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';

export class CalendarFeedDetails {
  @Id() id!: string;
  @Text({ max: 100, example: 'Phone' }) name!: string;
  @Instant() createdAt!: string;
  @Instant({ nullable: true, description: 'To within a minute; null for a feed never read' }) lastUsedAt!:
    string | null;
}

@Query({
  subject: 'workflow.list-calendar-feeds',
  permission: 'self',
  route: 'GET /calendar-feeds',
  summary: 'List your own calendar feeds in this organisation',
  answers: CalendarFeedDetails,
  list: { sort: ['createdAt'], order: '-createdAt' },
})
export class ListCalendarFeeds extends ListRequest {}
