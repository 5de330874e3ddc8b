import { Command } from '../declare/contract';
import { Count } from '../declare/fields';

export class ExpiredSessions {
  @Count({ min: 0, max: 1e9, example: 3, description: 'The number of sessions that were ended' }) sessions!: number;
}

/** Sent once a day by auth's own job; a repetition ends the sessions that are outdated by then. */
@Command({
  subject: 'auth.expire-idle-sessions',
  permission: 'service',
  status: 200,
  summary: 'End the sessions that may not go on by the policy of the platform or their organisation',
  answers: ExpiredSessions,
  sentBy: ['auth'],
  platform: true,
})
export class ExpireIdleSessions {}
