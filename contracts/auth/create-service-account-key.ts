import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { CreatedApiKey, NewApiKey } from './create-api-key';

@Command({
  subject: 'auth.create-service-account-key',
  permission: 'user.create',
  route: 'POST /service-accounts/{serviceAccountId}/api-keys',
  status: 201,
  summary: 'Create an API key of a service account, from permissions that it and you hold',
  answers: CreatedApiKey,
  refuses: ['LIMIT_REACHED'],
  stepUp: true,
})
export class CreateServiceAccountKey extends NewApiKey {
  @Id() serviceAccountId!: string;
}
