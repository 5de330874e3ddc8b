import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class ExpiredInvitations {
  @Count({ min: 0, max: 1e6, example: 2, description: 'The number of users who were removed' }) invitations!: number;
}

/** Sent once a day for each organisation by auth's own job. */
@Command({
  subject: 'auth.expire-invitations',
  permission: 'service',
  status: 200,
  summary: 'Remove the users of an organisation who have not accepted an invitation in time',
  answers: ExpiredInvitations,
  sentBy: ['auth'],
})
export class ExpireInvitations {}
