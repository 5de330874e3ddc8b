import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.remove-user',
  permission: 'user.remove',
  route: 'DELETE /users/{userId}',
  status: 200,
  ifMatch: true,
  summary: 'Remove a user from the organisation and end their sessions in it',
  answers: Created,
  refuses: ['LAST_ADMIN'],
})
export class RemoveUser {
  @Id() userId!: string;
}
