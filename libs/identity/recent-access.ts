import { LRUCache } from 'lru-cache';
import type { Contract } from '#contracts/declare/contract';
import type { AccessData } from './access';
import type { AccessVersions } from './access-versions';
import { type RolesInForce, holdsCustomRole } from './roles-in-force';
import type { StepUpSource } from './step-up';
import type { TokenVerifier, VerifiedToken } from './token-verifier';

/** Verifies the token of a request for a contract. */
export type RequestVerifier = (
  token: string,
  contract: Pick<Contract, 'scope'> & Partial<Pick<Contract, 'stepUp'>>,
) => Promise<VerifiedToken>;

export interface AccessVerifierOptions {
  readonly roles: RolesInForce;
  readonly stepUps: StepUpSource;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
}

/** An access found in force is not checked again within this time. */
const TRUSTED_MS = 500;

const REMEMBERED = 10_000;

/**
 * A verifier that also refuses tokens whose access has ended, within a second of its end: for services, which a request
 * may reach around the gateway. It resolves the bearer's permissions. A refused access is checked again each time, and
 * so is the proof that a grave contract asks for.
 */
export function accessVerifier(
  verify: TokenVerifier,
  access: Pick<AccessVersions, 'check'>,
  { roles, stepUps, now = () => performance.now() }: AccessVerifierOptions,
): RequestVerifier {
  const checks = new LRUCache<string, Promise<AccessData>>({
    max: REMEMBERED,
    ttl: TRUSTED_MS,
    perf: { now },
    ttlResolution: 0,
  });
  return async (token, { scope, stepUp }) => {
    const verified = await verify(token);
    const key = accessKey(verified);
    // The permissions of a custom role, or the assignments, may have changed a moment ago.
    const changesAlone = holdsCustomRole(verified) || (scope !== undefined && scope.by !== 'own');
    let checked = changesAlone ? undefined : checks.get(key);
    if (!checked) {
      checked = access.check(verified);
      if (!changesAlone) {
        checks.set(key, checked);
        checked.catch(() => checks.delete(key));
      }
    }
    const resolved = await roles.resolve(verified, await checked);
    return stepUp ? stepUps.marked(resolved) : resolved;
  };
}

/** Tokens with the same key have the same access. */
function accessKey(token: VerifiedToken): string {
  const { sub, sessionId, organizationId, membershipId } = token;
  const { accountVersion, membershipVersion, organizationVersion, secondFactor } = token;
  return [
    sub,
    sessionId,
    organizationId,
    membershipId,
    accountVersion,
    membershipVersion,
    organizationVersion,
    secondFactor,
  ].join(' ');
}
