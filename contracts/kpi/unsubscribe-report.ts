import { Taken } from '../auth/taken';
import { Command } from '../declare/contract';
import { Secret } from '../declare/fields';

/** The gateway sends it for the address of a mail. Somebody who has unsubscribed may do so again. */
@Command({
  subject: 'kpi.unsubscribe-report',
  permission: 'service',
  status: 200,
  summary: 'Unsubscribe from a report by the link of its mail',
  answers: Taken,
  refuses: ['LINK_INVALID'],
  sentBy: ['gateway'],
  platform: true,
})
export class UnsubscribeReport {
  @Secret({ max: 100 }) token!: string;
}
