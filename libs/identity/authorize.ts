import { permissionsFor } from '#contracts/declare/access';
import type { Access, Contract } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import type { Permission } from '#contracts/permissions';
import type { Actor } from './actor';
import { accessOf, builtInAccess, within } from './caller';
import type { VerifiedToken } from './token-verifier';

const SERVICE = 'service:';

/** The requirement on the caller of a contract, or of a route without one. One of several permissions is enough. */
export interface AccessRule
  extends
    Pick<Contract, 'platform' | 'sentBy' | 'subject'>,
    Partial<Pick<Contract, 'beforePasswordChange' | 'beforeSecondFactor' | 'byApiKey' | 'stepUp'>> {
  readonly permission: Access | readonly Permission[];
}

/**
 * Checks that the bearer of a token has the permission that a contract declares; undefined is a caller without a token.
 * The handler checks scopes that the contract cannot know (an owner, a member).
 *
 * @throws DomainError `UNAUTHENTICATED`, `PASSWORD_CHANGE_REQUIRED`, `SECOND_FACTOR_REQUIRED`, `FORBIDDEN`,
 * `ORGANIZATION_REQUIRED` or `STEP_UP_REQUIRED`
 */
export function authorize(contract: AccessRule, token: VerifiedToken | undefined): void {
  if (token?.type === 'service') return authorizeService(contract, token);
  authorizeUser(contract, token);
  if (contract.stepUp && !token?.steppedUp) throw new DomainError('STEP_UP_REQUIRED');
}

function authorizeUser(contract: AccessRule, token: VerifiedToken | undefined): void {
  if (token?.mustChangePassword && !contract.beforePasswordChange) throw new DomainError('PASSWORD_CHANGE_REQUIRED');
  if (token?.needsSecondFactor && !contract.beforeSecondFactor) throw new DomainError('SECOND_FACTOR_REQUIRED');
  if (contract.permission === 'public') return;
  if (!token) throw new DomainError('UNAUTHENTICATED');
  if (contract.permission === 'service') throw new DomainError('FORBIDDEN');
  if (token.organizationId === undefined && !contract.platform) throw new DomainError('ORGANIZATION_REQUIRED');
  if (contract.permission === 'self') return refuseKey(contract, token);
  const held = heldPermissions(token);
  if (!permissionsFor(contract.permission).some((each) => held.has(each))) throw new DomainError('FORBIDDEN');
}

/** A key acts in its organisation; it neither reads nor changes the things of its person. */
function refuseKey({ byApiKey }: Pick<AccessRule, 'byApiKey'>, { scopes }: VerifiedToken): void {
  if (scopes && !byApiKey) throw new DomainError('FORBIDDEN', 'An API key cannot do this; sign in');
}

function authorizeService(contract: Pick<Contract, 'sentBy' | 'subject'>, token: VerifiedToken): void {
  const allowed = contract.sentBy.includes(token.sub.slice(SERVICE.length)) && token.subject === contract.subject;
  if (!allowed) throw new DomainError('FORBIDDEN');
}

/** The permissions of the bearer of a verified token. */
function heldPermissions(token: VerifiedToken): ReadonlySet<Permission> {
  return accessOf(actorOf(token)).permissions;
}

const actors = new WeakMap<VerifiedToken, Actor>();

/** The actor that a token speaks for; one object for each verified token. */
export function actorOf(token: VerifiedToken): Actor {
  let actor = actors.get(token);
  if (!actor) {
    const { sub, membershipId, roles, platformRoles, scopes, isBound, isServiceAccount } = token;
    const type = actorTypeOf(token);
    const named = [...roles, ...platformRoles];
    const access = token.access ?? (scopes && within(builtInAccess(named), scopes));
    actor = {
      id: membershipId ?? sub,
      ...(type !== 'service' && !isServiceAccount && { accountId: sub }),
      type,
      roles: named,
      ...(access && { access }),
      ...(isBound && { isBound }),
    };
    actors.set(token, actor);
  }
  return actor;
}

function actorTypeOf({ type, scopes, isServiceAccount }: VerifiedToken): Actor['type'] {
  if (!scopes) return type;
  return isServiceAccount ? 'service_account' : 'api_key';
}
