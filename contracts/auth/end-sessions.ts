import { Command } from '../declare/contract';
import { Choice, Count, Id, Instant } from '../declare/fields';

export class EndedSessions {
  @Count({ min: 0, max: 1e6, example: 1, description: 'The number of sessions that were ended' }) sessions!: number;
}

/** Sent by auth's reactor on a new password: it completes the end of the sessions that was cut off. */
@Command({
  subject: 'auth.end-sessions',
  permission: 'service',
  status: 200,
  summary: 'End the sessions that were begun before a password was replaced',
  answers: EndedSessions,
  sentBy: ['auth'],
  platform: true,
})
export class EndSessions {
  @Choice(['account', 'membership'], {
    description: 'Of a membership: those by the password that its organisation set',
  })
  of!: 'account' | 'membership';
  @Id({ description: 'The account, or the membership' }) id!: string;
  @Instant() before!: string;
  @Id({ description: 'The command that replaced the password: the session that it began goes on' }) replacedBy!: string;
}
