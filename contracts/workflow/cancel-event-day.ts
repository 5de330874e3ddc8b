import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, LocalDate } from '../declare/fields';

@Command({
  subject: 'workflow.cancel-event-day',
  permission: 'work.write',
  route: 'DELETE /events/{eventId}/occurrences/{on}',
  status: 200,
  ifMatch: true,
  summary: 'Cancel one day of a series; feeds show it as cancelled',
  answers: Created,
  refuses: ['LIMIT_REACHED'],
  scope: { by: 'domain', of: 'domainId' },
})
export class CancelEventDay {
  @Id() eventId!: string;
  @LocalDate({ example: '2026-03-30', description: 'The day of the series' }) on!: string;
}
