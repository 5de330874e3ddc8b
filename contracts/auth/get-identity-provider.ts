import { Query } from '../declare/contract';
import { Flag, Id, Instant, List, Text } from '../declare/fields';
import { Issuer } from '../values/issuer';
import { OAuthScope } from '../values/oauth-scope';

export class IdentityProvider {
  @Id({ description: 'The organisation' }) id!: string;
  @Issuer() issuer!: string;
  @Text({ max: 255, example: 'opsledger' }) clientId!: string;
  @List(OAuthScope(), { max: 10 }) scopes!: readonly string[];
  @Flag() amrAsSecondFactor!: boolean;
  @Text({
    max: 1000,
    example: 'https://ops.example.com/api/v1/auth/oidc/callback',
    description: 'To be registered with the provider',
  })
  redirectUri!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'auth.get-identity-provider',
  permission: 'organization.update',
  route: 'GET /organizations/{organizationId}/identity-provider',
  summary: 'Read the identity provider of an organisation, without its secret',
  answers: IdentityProvider,
  etag: true,
  platform: true,
})
export class GetIdentityProvider {
  @Id() organizationId!: string;
}
