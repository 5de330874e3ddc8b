import { Command } from '../declare/contract';
import { Instant, LocalDate } from '../declare/fields';
import { NotificationsRaised } from './raise-notification';

/** Sent on Mondays for each organisation by workflow's own job. One reminder for each user and date. */
@Command({
  subject: 'workflow.remind-of-inbox',
  permission: 'service',
  status: 200,
  summary: 'Remind the users of an organisation of what is pending in their inbox',
  answers: NotificationsRaised,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class RemindOfInbox {
  @LocalDate({ description: 'The Monday' }) on!: string;
  @Instant({ description: 'When it was due' }) dueAt!: string;
}
