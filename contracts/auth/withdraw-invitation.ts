import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.withdraw-invitation',
  permission: 'user.create',
  route: 'DELETE /users/{invitedUserId}/invitation',
  status: 200,
  ifMatch: true,
  summary: 'Withdraw the invitation of a user who has not accepted; the user is removed',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class WithdrawInvitation {
  @Id() invitedUserId!: string;
}
