import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.end-user-sessions',
  permission: 'user.status.set',
  route: 'DELETE /users/{userId}/sessions',
  status: 200,
  ifMatch: true,
  summary: 'End all sessions that a user has in the organisation',
  answers: Created,
})
export class EndUserSessions {
  @Id() userId!: string;
}
