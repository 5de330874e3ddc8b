import { Command } from '../declare/contract';
import { Created } from '../created';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.send-invitation',
  permission: 'user.create',
  route: 'POST /users/{invitedUserId}/invitation',
  status: 200,
  summary: 'Send the invitation of a user again; the links sent before are no longer good',
  answers: Created,
  refuses: ['CONFLICT', 'LIMIT_REACHED'],
})
export class SendInvitation {
  @Id() invitedUserId!: string;
}
