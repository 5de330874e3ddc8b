import { Created } from '../created';
import { Command } from '../declare/contract';
import { Flag, Id, List, Secret, Text } from '../declare/fields';
import { Issuer } from '../values/issuer';
import { OAuthScope } from '../values/oauth-scope';

/** The client secret is stored encrypted, and never shown. */
@Command({
  subject: 'auth.set-identity-provider',
  permission: 'organization.update',
  stepUp: true,
  route: 'PUT /organizations/{organizationId}/identity-provider',
  status: 200,
  ifMatch: true,
  summary: 'Set the OpenID Connect provider that users of an organisation may sign in with',
  answers: Created,
  platform: true,
})
export class SetIdentityProvider {
  @Id() organizationId!: string;
  @Issuer() issuer!: string;
  @Text({ max: 255, example: 'opsledger' }) clientId!: string;
  @Secret({
    max: 1000,
    optional: true,
    description: 'Required for another issuer or client; default: the one that is set',
  })
  clientSecret?: string;
  @List(OAuthScope(), { max: 10, unique: true, optional: true, description: 'Beside `openid`' })
  scopes?: readonly string[];
  @Flag({
    optional: true,
    example: false,
    description: 'The `amr` of the provider counts as a second factor. Default: it does not',
  })
  amrAsSecondFactor?: boolean;
}
