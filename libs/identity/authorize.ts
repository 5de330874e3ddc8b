import type { Contract } from '#contracts/contract';
import { DomainError } from '#contracts/errors';
import { type Permission, permissionsOf } from '#contracts/permissions';
import type { Actor } from './actor';
import type { VerifiedToken } from './token-verifier';

const SERVICE = 'service:';

/**
 * Whether the bearer of a token may do what a contract declares; undefined is a caller without one. A scope that the
 * contract cannot know (an owner, a member) is the handler's to check.
 *
 * @throws DomainError `UNAUTHENTICATED`, `FORBIDDEN` or `ORGANIZATION_REQUIRED`
 */
export function authorize(
  contract: Pick<Contract, 'permission' | 'platform' | 'sentBy' | 'subject'>,
  token: VerifiedToken | undefined,
): void {
  if (token?.type === 'service') return authorizeService(contract, token);
  if (contract.permission === 'public') return;
  if (!token) throw new DomainError('UNAUTHENTICATED');
  if (contract.permission === 'self') return;
  if (contract.permission === 'service') throw new DomainError('FORBIDDEN');
  if (token.organizationId === undefined && !contract.platform) throw new DomainError('ORGANIZATION_REQUIRED');
  if (!heldPermissions(token).has(contract.permission)) throw new DomainError('FORBIDDEN');
}

function authorizeService(contract: Pick<Contract, 'sentBy' | 'subject'>, token: VerifiedToken): void {
  const allowed = contract.sentBy.includes(token.sub.slice(SERVICE.length)) && token.subject === contract.subject;
  if (!allowed) throw new DomainError('FORBIDDEN');
}

const held = new WeakMap<VerifiedToken, ReadonlySet<Permission>>();

/** What the roles of the session contain; worked out once for each verified token. */
export function heldPermissions(token: VerifiedToken): ReadonlySet<Permission> {
  let permissions = held.get(token);
  if (!permissions) {
    permissions = permissionsOf(rolesOf(token));
    held.set(token, permissions);
  }
  return permissions;
}

/** The actor that a token speaks for. */
export function actorOf(token: VerifiedToken): Actor {
  return { id: token.sub, type: token.type, roles: rolesOf(token) };
}

function rolesOf(token: VerifiedToken): readonly string[] {
  return [...token.roles, ...token.platformRoles];
}
