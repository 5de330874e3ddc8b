import { LRUCache } from 'lru-cache';
import type { AccessVersions } from './access-versions';
import type { TokenVerifier, VerifiedToken } from './token-verifier';

/** An access that was found to stand is not asked for again within this time. */
const TRUSTED_MS = 500;

const REMEMBERED = 10_000;

/**
 * A verifier that also refuses tokens whose access has ended, within a second of its end: for services, which a request
 * may reach on another way than through the gateway. What was refused is asked for again each time.
 *
 * @param now monotonic, in milliseconds
 */
export function accessVerifier(
  verify: TokenVerifier,
  access: Pick<AccessVersions, 'check'>,
  now: () => number = () => performance.now(),
): TokenVerifier {
  const standing = new LRUCache<string, Promise<void>>({
    max: REMEMBERED,
    ttl: TRUSTED_MS,
    perf: { now },
    ttlResolution: 0,
  });
  return async (token) => {
    const verified = await verify(token);
    const key = accessOf(verified);
    let checked = standing.get(key);
    if (!checked) {
      checked = access.check(verified);
      standing.set(key, checked);
      checked.catch(() => standing.delete(key));
    }
    await checked;
    return verified;
  };
}

/** Tokens that say the same of these stand and fall together. */
function accessOf(token: VerifiedToken): string {
  const { sub, sessionId, organizationId, accountVersion, membershipVersion } = token;
  return [sub, sessionId, organizationId, accountVersion, membershipVersion].join(' ');
}
