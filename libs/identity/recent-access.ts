import { LRUCache } from 'lru-cache';
import type { AccessVersions } from './access-versions';
import { type RolesInForce, holdsCustomRole } from './roles-in-force';
import type { TokenVerifier, VerifiedToken } from './token-verifier';

/** An access that was found to stand is not asked for again within this time. */
const TRUSTED_MS = 500;

const REMEMBERED = 10_000;

/**
 * A verifier that also refuses tokens whose access has ended, within a second of its end: for services, which a request
 * may reach on another way than through the gateway. It resolves what the bearer may do. What was refused is asked for again each time.
 *
 * @param now monotonic, in milliseconds
 */
export function accessVerifier(
  verify: TokenVerifier,
  access: Pick<AccessVersions, 'check'>,
  { roles, now = () => performance.now() }: { readonly roles: RolesInForce; readonly now?: () => number },
): TokenVerifier {
  const standing = new LRUCache<string, Promise<number | undefined>>({
    max: REMEMBERED,
    ttl: TRUSTED_MS,
    perf: { now },
    ttlResolution: 0,
  });
  return async (token) => {
    const verified = await verify(token);
    const key = accessKey(verified);
    // What a role that is data contains may have changed a moment ago.
    const changesAlone = holdsCustomRole(verified);
    let checked = changesAlone ? undefined : standing.get(key);
    if (!checked) {
      checked = access.check(verified);
      if (!changesAlone) {
        standing.set(key, checked);
        checked.catch(() => standing.delete(key));
      }
    }
    return roles.resolve(verified, await checked);
  };
}

/** Tokens that say the same of these stand and fall together. */
function accessKey(token: VerifiedToken): string {
  const { sub, sessionId, organizationId, accountVersion, membershipVersion } = token;
  return [sub, sessionId, organizationId, accountVersion, membershipVersion].join(' ');
}
