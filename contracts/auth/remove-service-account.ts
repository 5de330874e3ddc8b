import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'auth.remove-service-account',
  permission: 'user.remove',
  route: 'DELETE /service-accounts/{serviceAccountId}',
  status: 200,
  summary: 'Remove a service account; its API keys end at once',
  answers: Created,
})
export class RemoveServiceAccount {
  @Id() serviceAccountId!: string;
}
