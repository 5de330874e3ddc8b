import type { Contract } from '#contracts/declare/contract';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { PLATFORM_ROLES } from '#contracts/roles';
import type { RequestContext } from '#libs/identity';

/** The rows that a query may read. */
export type RowsShown =
  | { readonly of: 'tenant'; readonly tenantId: string }
  | { readonly of: 'account'; readonly accountId: string }
  | { readonly of: 'all' };

/**
 * A user's own queries read the rows of their account. A `platform` contract reads rows of all organisations, if the
 * caller has a role in the platform and asks outside of any organisation. Every other query reads the rows of one
 * tenant.
 */
export function rowsShown(
  { permission, platform }: Pick<Contract, 'permission' | 'platform'>,
  { tenantId, actor }: Pick<RequestContext, 'tenantId' | 'actor'>,
): RowsShown {
  if (permission === 'self') return { of: 'account', accountId: accountOf(actor) };
  const holdsPlatformRole = actor.roles.some((role) => (PLATFORM_ROLES as readonly string[]).includes(role));
  if (platform && permission !== 'public' && tenantId === PLATFORM && holdsPlatformRole) return { of: 'all' };
  return { of: 'tenant', tenantId };
}

/** A password that an organisation set shows no rows of other organisations. @throws DomainError `FORBIDDEN` */
function accountOf({ id, accountId = id, isBound }: RequestContext['actor']): string {
  if (isBound) throw new DomainError('FORBIDDEN', 'Sign in with a password of your own');
  return accountId;
}
