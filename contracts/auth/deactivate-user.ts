import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.deactivate-user',
  permission: 'user.status.set',
  route: 'POST /users/{userId}/deactivate',
  status: 200,
  ifMatch: true,
  summary: 'Deactivate a user and end their sessions',
  answers: Created,
  refuses: ['CONFLICT', 'LAST_ADMIN'],
})
export class DeactivateUser {
  @Id() userId!: string;
}
