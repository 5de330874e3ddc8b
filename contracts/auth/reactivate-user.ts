import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.reactivate-user',
  permission: 'user.status.set',
  route: 'POST /users/{userId}/reactivate',
  status: 200,
  ifMatch: true,
  summary: 'Reactivate a user, or renew an invitation that was never accepted',
  answers: Created,
  refuses: ['CONFLICT', 'LIMIT_REACHED'],
})
export class ReactivateUser {
  @Id() userId!: string;
}
