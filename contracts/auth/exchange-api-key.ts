import { Command } from '../declare/contract';
import { Id, Instant, Secret } from '../declare/fields';

export class ExchangedApiKey {
  @Secret({ max: 60_000, description: 'An access token of the key' }) accessToken!: string;
  @Instant({ description: 'Of the token' }) expiresAt!: string;
}

/** The bus never has the key: only its digest, which gives nobody a token but the gateway. */
@Command({
  subject: 'auth.exchange-api-key',
  permission: 'service',
  status: 200,
  summary: 'Exchange an API key for a short access token',
  answers: ExchangedApiKey,
  refuses: ['UNAUTHENTICATED', 'ORGANIZATION_SUSPENDED'],
  sentBy: ['gateway'],
  platform: true,
})
export class ExchangeApiKey {
  @Id() keyId!: string;
  @Secret({ max: 64, description: 'SHA-256 of the key' }) digest!: string;
}
