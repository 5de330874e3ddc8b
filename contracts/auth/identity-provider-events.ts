import { Event } from '../declare/event';
import { Flag, Id, List, Text } from '../declare/fields';
import { Issuer } from '../values/issuer';
import { OAuthScope } from '../values/oauth-scope';

/** The provider of OpenID Connect that users of an organisation may sign in with: at most one. */
@Event<IdentityProviderSet>({
  category: 'auth.identity_provider',
  version: 1,
  entity: { type: 'identity_provider', id: 'organizationId', label: 'issuer' },
  implies: { status: 'active' },
  action: 'identity_provider.set',
  summary: 'The identity provider of an organisation was set',
})
export class IdentityProviderSet {
  static readonly type = 'IdentityProviderSet';
  @Id() organizationId!: string;
  @Issuer() issuer!: string;
  @Text({ max: 255 }) clientId!: string;
  @Id({ technical: true, description: 'The row of the client secret' }) secretId!: string;
  @List(OAuthScope(), { max: 10, description: 'Beside `openid`' }) scopes!: readonly string[];
  @Flag({ description: 'The `amr` of the provider counts as a second factor' }) amrAsSecondFactor!: boolean;
}

@Event<IdentityProviderRemoved>({
  category: 'auth.identity_provider',
  version: 1,
  entity: { type: 'identity_provider', id: 'organizationId', label: 'issuer' },
  implies: { status: 'removed' },
  action: 'identity_provider.removed',
  summary: 'The identity provider of an organisation was removed',
})
export class IdentityProviderRemoved {
  static readonly type = 'IdentityProviderRemoved';
  @Id() organizationId!: string;
  @Issuer() issuer!: string;
}
