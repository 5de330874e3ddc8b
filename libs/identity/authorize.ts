import { permissionsFor } from '#contracts/declare/access';
import type { Access, Contract } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import type { Permission } from '#contracts/permissions';
import type { Actor } from './actor';
import { accessOf } from './caller';
import type { VerifiedToken } from './token-verifier';

const SERVICE = 'service:';

/** The requirement on the caller of a contract, or of a route without one. One of several permissions is enough. */
export interface AccessRule
  extends
    Pick<Contract, 'platform' | 'sentBy' | 'subject'>,
    Partial<Pick<Contract, 'beforePasswordChange' | 'stepUp'>> {
  readonly permission: Access | readonly Permission[];
}

/**
 * Checks that the bearer of a token has the permission that a contract declares; undefined is a caller without a token.
 * The handler checks scopes that the contract cannot know (an owner, a member).
 *
 * @throws DomainError `UNAUTHENTICATED`, `PASSWORD_CHANGE_REQUIRED`, `FORBIDDEN`, `ORGANIZATION_REQUIRED` or
 * `STEP_UP_REQUIRED`
 */
export function authorize(contract: AccessRule, token: VerifiedToken | undefined): void {
  if (token?.type === 'service') return authorizeService(contract, token);
  authorizeUser(contract, token);
  if (contract.stepUp && !token?.steppedUp) throw new DomainError('STEP_UP_REQUIRED');
}

function authorizeUser(contract: AccessRule, token: VerifiedToken | undefined): void {
  if (token?.mustChangePassword && !contract.beforePasswordChange) throw new DomainError('PASSWORD_CHANGE_REQUIRED');
  if (contract.permission === 'public') return;
  if (!token) throw new DomainError('UNAUTHENTICATED');
  if (contract.permission === 'service') throw new DomainError('FORBIDDEN');
  if (token.organizationId === undefined && !contract.platform) throw new DomainError('ORGANIZATION_REQUIRED');
  if (contract.permission === 'self') return;
  const held = heldPermissions(token);
  if (!permissionsFor(contract.permission).some((each) => held.has(each))) throw new DomainError('FORBIDDEN');
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
    const { sub, membershipId, type, roles, platformRoles, access, isBound } = token;
    actor = {
      id: membershipId ?? sub,
      ...(type === 'user' && { accountId: sub }),
      type,
      roles: [...roles, ...platformRoles],
      ...(access && { access }),
      ...(isBound && { isBound }),
    };
    actors.set(token, actor);
  }
  return actor;
}
