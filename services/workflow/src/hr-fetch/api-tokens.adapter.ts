import { ListRefused, type ApiToken } from './people-api';

/** A token is not used in its last minute. */
const SPARE_MS = 60_000;
const MOST_TOKENS = 1_000;

interface Held {
  readonly given: Promise<ApiToken>;
  goodUntil: number;
}

/** Tokens that APIs gave for credentials, in memory alone, until shortly before they expire. */
export class ApiTokens {
  private readonly held = new Map<string, Held>();

  /** `key` names the API and its credential. Requests at one moment share an exchange. @throws ListRefused */
  async get(key: string, exchange: () => Promise<ApiToken | undefined>): Promise<string> {
    const known = this.held.get(key);
    if (known && known.goodUntil > Date.now()) return (await known.given).token;
    const given = exchange().then((token) => {
      if (!token) throw new ListRefused('credential');
      entry.goodUntil = Date.now() + token.seconds * 1_000 - SPARE_MS;
      return token;
    });
    const entry: Held = { given, goodUntil: Infinity };
    this.held.delete(key);
    this.held.set(key, entry);
    const [oldest] = this.held.keys();
    if (this.held.size > MOST_TOKENS && oldest !== undefined) this.held.delete(oldest);
    try {
      return (await given).token;
    } catch (error) {
      if (this.held.get(key) === entry) this.held.delete(key);
      throw error;
    }
  }

  /** It was refused before its time. */
  forget(key: string): void {
    this.held.delete(key);
  }
}
