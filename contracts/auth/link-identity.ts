import { Command } from '../declare/contract';
import { Browser } from '../values/browser';
import { ProviderStep } from './provider-step';

/** The answer's address leads to the provider; its callback links the identity. One that was linked is replaced. */
@Command({
  subject: 'auth.link-identity',
  permission: 'self',
  route: 'POST /auth/oidc/link',
  status: 200,
  summary: 'Begin to link your identity at the provider of the organisation, to sign in with',
  answers: ProviderStep,
  refuses: ['FORBIDDEN', 'NOT_FOUND', 'PROVIDER_UNAVAILABLE'],
  stepUp: true,
})
export class LinkIdentity {
  @Browser() browser?: string;
}
