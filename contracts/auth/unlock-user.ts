import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

/** A lock by a hundred failures in a row stays: only a reset of the password opens it. */
@Command({
  subject: 'auth.unlock-user',
  permission: 'user.status.set',
  route: 'POST /users/{userId}/unlock',
  status: 200,
  ifMatch: true,
  summary: 'Let a user sign in again who is locked out after failed sign-ins',
  answers: Created,
})
export class UnlockUser {
  @Id() userId!: string;
}
