import type { Me, MyAccount } from '#contracts/auth/me';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { PLATFORM_ROLES, type PlatformRole } from '#contracts/roles';
import { accessOf, type RequestContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { AccountRow } from '../members/user.entity';

/** Reads across organisations, for the caller's own account. */
export async function me(
  _query: Me,
  { actor, tenantId }: RequestContext,
  { memberships, tenantReader }: AuthParts,
): Promise<Outcome<MyAccount>> {
  const accountId = actor.id;
  const account = await tenantReader.queryAccount(accountId, (rows) =>
    rows.findOneBy(AccountRow, { tenantId: PLATFORM, accountId }),
  );
  if (!account) throw new DomainError('SESSION_ENDED');
  const isPlatformRole = (role: string): role is PlatformRole => PLATFORM_ROLES.some((known) => known === role);
  const organizations = await memberships.of(accountId);
  return {
    answer: {
      id: accountId,
      email: account.email ?? '',
      name: account.name ?? '',
      organizationId: tenantId === PLATFORM ? null : tenantId,
      organizations: organizations.map(({ id, slug, name, roles }) => ({ id, slug, name, roles: [...roles] })),
      roles: actor.roles.filter((role) => !isPlatformRole(role)),
      permissions: [...accessOf(actor).permissions],
      platformRoles: actor.roles.filter(isPlatformRole),
    },
  };
}
