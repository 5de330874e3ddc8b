import { DomainError } from '#contracts/errors';

export interface ShareLimits {
  readonly ofCaller: number;
  readonly ofOrganization: number;
  /** The last quarter of the places is kept for organisations that hold none. */
  readonly ofAll: number;
}

export interface Holder {
  readonly caller: string;
  /** Undefined for a caller without an organisation: the caller then counts as one. */
  readonly organization: string | undefined;
}

const RETRY_AFTER_SECONDS = 5;

/** A pool of places that all callers of a gateway share, such as the number of tables sent at once. */
export class Shares {
  private readonly held = new Map<string, number>();
  private all = 0;

  constructor(private readonly limits: ShareLimits) {}

  /**
   * Takes a place. Returns a function that releases it; more calls have no effect.
   *
   * @throws DomainError `RATE_LIMITED`
   */
  take({ caller, organization }: Holder): () => void {
    const keys = [`caller ${caller}`, `organization ${organization ?? caller}`] as const;
    const [ofCaller, ofOrganization] = keys.map((key) => this.held.get(key) ?? 0) as [number, number];
    const { limits } = this;
    const open = ofOrganization === 0 ? limits.ofAll : Math.floor(limits.ofAll * 0.75);
    if (ofCaller >= limits.ofCaller || ofOrganization >= limits.ofOrganization || this.all >= open) {
      const message = 'Too many of these are under way at once; wait for one to end';
      throw new DomainError('RATE_LIMITED', message, { retryAfter: RETRY_AFTER_SECONDS });
    }
    this.count(keys, 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      this.count(keys, -1);
    };
  }

  private count(keys: readonly string[], by: 1 | -1): void {
    this.all += by;
    for (const key of keys) {
      const now = (this.held.get(key) ?? 0) + by;
      if (now > 0) this.held.set(key, now);
      else this.held.delete(key);
    }
  }
}
