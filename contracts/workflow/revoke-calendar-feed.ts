import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'workflow.revoke-calendar-feed',
  permission: 'self',
  route: 'DELETE /calendar-feeds/{feedId}',
  status: 200,
  summary: 'Revoke one of your own calendar feeds in this organisation',
  answers: Created,
})
export class RevokeCalendarFeed {
  @Id() feedId!: string;
}
