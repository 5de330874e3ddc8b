import { Command } from '../declare/contract';
import { Secret } from '../declare/fields';
import { Browser } from '../values/browser';
import { ProviderStep } from './provider-step';

/** Behind `GET auth/oidc/callback`, which answers with a redirect. */
@Command({
  subject: 'auth.finish-provider-sign-in',
  permission: 'service',
  status: 200,
  summary: 'Take what an identity provider answered to a sign-in',
  answers: ProviderStep,
  refuses: [
    'SIGN_IN_INVALID',
    'LINK_INVALID',
    'SESSION_ENDED',
    'PROVIDER_REFUSED',
    'IDENTITY_UNKNOWN',
    'FORBIDDEN',
    'ORGANIZATION_SUSPENDED',
    'CONFLICT',
    'PROVIDER_UNAVAILABLE',
  ],
  sentBy: ['gateway'],
})
export class FinishProviderSignIn {
  @Secret({ max: 8000, description: 'The query of the callback, as it came' }) query!: string;
  @Browser() browser?: string;
}
