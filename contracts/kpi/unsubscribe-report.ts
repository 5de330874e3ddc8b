import { Taken } from '../auth/taken';
import { Command } from '../declare/contract';
import { Secret } from '../declare/fields';

/** It needs no session. A mail is not sent again to somebody who has unsubscribed: the same link twice is taken twice. */
@Command({
  subject: 'kpi.unsubscribe-report',
  permission: 'public',
  route: 'POST /report-schedules/unsubscribe',
  status: 200,
  summary: 'Unsubscribe from a report by the link of its mail',
  answers: Taken,
  refuses: ['LINK_INVALID'],
  sentBy: ['gateway'],
})
export class UnsubscribeReport {
  @Secret({ max: 200, description: "Of the link's fragment" }) token!: string;
}
