import { Command } from '../declare/contract';
import { Browser } from '../values/browser';
import { LinkToken } from './link-token';
import { ProviderStep } from './provider-step';

/**
 * The answer's address leads to the provider; its callback accepts the invitation, links the identity, and signs in. An
 * account that is somebody's accepts by its own session.
 */
@Command({
  subject: 'auth.accept-by-provider',
  permission: 'public',
  optionalCaller: true,
  route: 'POST /auth/oidc/invitation',
  status: 200,
  summary: 'Begin to accept an invitation with your identity at the provider of the organisation',
  answers: ProviderStep,
  refuses: ['LINK_INVALID', 'UNAUTHENTICATED', 'ORGANIZATION_SUSPENDED', 'NOT_FOUND', 'PROVIDER_UNAVAILABLE'],
  sentBy: ['gateway'],
})
export class AcceptByProvider {
  @LinkToken() token!: string;
  @Browser() browser?: string;
}
