import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'workflow.cancel-calendar-event',
  permission: 'work.write',
  route: 'DELETE /events/{eventId}',
  status: 200,
  ifMatch: true,
  summary: 'Cancel a calendar event, with all days of its series; feeds show it as cancelled',
  answers: Created,
  scope: { by: 'domain', of: 'domainId' },
})
export class CancelCalendarEvent {
  @Id() eventId!: string;
}
