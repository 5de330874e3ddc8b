import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class EndedMemberships {
  @Count({ min: 0, max: 1e6, example: 3, description: 'The number of ends that had come' }) ends!: number;
}

/** Sent every minute by auth's own job. Access did not wait for it. */
@Command({
  subject: 'auth.end-due-memberships',
  permission: 'service',
  status: 200,
  summary: 'Record the end of access of the users whose last day is over',
  answers: EndedMemberships,
  refuses: ['SERVICE_UNAVAILABLE'],
  sentBy: ['auth'],
  platform: true,
})
export class EndDueMemberships {}
