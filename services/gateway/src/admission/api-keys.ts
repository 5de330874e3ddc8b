import { LRUCache } from 'lru-cache';
import type { ExchangedApiKey } from '#contracts/auth/exchange-api-key';
import { DomainError } from '#contracts/errors';
import { readApiKey, secretsMatch, type ReadApiKey } from '#libs/identity';

/** Asks auth for a token. @throws DomainError `UNAUTHENTICATED`, `ORGANIZATION_SUSPENDED`, `SERVICE_UNAVAILABLE` */
export type Exchange = (key: ReadApiKey) => Promise<ExchangedApiKey>;

interface Known {
  readonly digest: string;
  readonly token: string;
  /** Epoch milliseconds. */
  readonly renewAt: number;
}

const REMEMBERED = 10_000;

/** A token is used no longer than this before its expiry: a request with it takes time. */
const LEFT_MS = 60_000;

/**
 * The access tokens that API keys were exchanged for, by the key's id. A token is used again until near its expiry;
 * whether its access stands is checked on every request, as of any token.
 */
export class ApiKeys {
  private readonly known = new LRUCache<string, Known>({ max: REMEMBERED });
  /** By digest: concurrent requests with one key share an exchange. */
  private readonly underWay = new Map<string, Promise<string>>();

  constructor(
    private readonly exchange: Exchange,
    private readonly now: () => number = Date.now,
  ) {}

  /**
   * The token of a key; never `refused`, one that was not admitted any more.
   * @throws DomainError what `Exchange` throws
   */
  async tokenOf(text: string, refused?: string): Promise<string> {
    const key = readApiKey(text);
    if (!key) throw new DomainError('UNAUTHENTICATED');
    const known = this.known.get(key.keyId);
    if (known && !secretsMatch(key.digest, known.digest)) throw new DomainError('UNAUTHENTICATED');
    if (known && known.token !== refused && this.now() < known.renewAt) return known.token;
    return this.underWay.get(key.digest) ?? this.ask(key);
  }

  private async ask(key: ReadApiKey): Promise<string> {
    const asked = this.exchanged(key).finally(() => this.underWay.delete(key.digest));
    this.underWay.set(key.digest, asked);
    return asked;
  }

  private async exchanged({ keyId, digest }: ReadApiKey): Promise<string> {
    const known = this.known.get(keyId);
    try {
      const { accessToken: token, expiresAt } = await this.exchange({ keyId, digest });
      this.known.set(keyId, { digest, token, renewAt: renewalOf(Date.parse(expiresAt), this.now()) });
      return token;
    } catch (error) {
      if (known?.digest === digest) this.known.delete(keyId);
      throw error;
    }
  }
}

/** A token of a key that expires soon is short: it is used for half of its time. */
function renewalOf(expiresAt: number, now: number): number {
  return Math.max(expiresAt - LEFT_MS, now + (expiresAt - now) / 2);
}
