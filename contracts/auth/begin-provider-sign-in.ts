import { Command } from '../declare/contract';
import { Text } from '../declare/fields';
import { Browser } from '../values/browser';
import { ProviderStep } from './provider-step';

/** Behind `GET auth/oidc/{organization}`, which answers with a redirect. */
@Command({
  subject: 'auth.begin-provider-sign-in',
  permission: 'service',
  status: 200,
  summary: 'Begin a sign-in with the identity provider of an organisation',
  answers: ProviderStep,
  refuses: ['NOT_FOUND', 'PROVIDER_UNAVAILABLE', 'READ_MODEL_FILLING'],
  sentBy: ['gateway'],
})
export class BeginProviderSignIn {
  @Text({ max: 63, example: 'acme-foods', description: 'Slug or id' }) organization!: string;
  @Browser() browser?: string;
}
