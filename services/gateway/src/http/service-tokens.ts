import { PLATFORM } from '#contracts/permissions';
import { SERVICE_TOKEN_SECONDS, issueServiceToken, type SigningKey } from '#libs/identity';

interface Kept {
  readonly token: string;
  readonly renewAt: number;
}

/** The gateway's own tokens, one per subject, for callers without a token: signing in, refreshing. */
export class ServiceTokens {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly key: SigningKey,
    private readonly now: () => number = Date.now,
  ) {}

  tokenFor(subject: string): string {
    const now = this.now();
    const known = this.kept.get(subject);
    if (known && now < known.renewAt) return known.token;
    const { token } = issueServiceToken(this.key, { service: 'gateway', tenantId: PLATFORM, subject }, now);
    this.kept.set(subject, { token, renewAt: now + (SERVICE_TOKEN_SECONDS * 1_000) / 2 });
    return token;
  }
}
