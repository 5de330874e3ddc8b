import type { Me, MyAccount } from '#contracts/auth/me';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { PLATFORM_ROLES, type PlatformRole } from '#contracts/roles';
import { accessOf, type RequestContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import { AccountRow } from '../account/account.entity';
import type { AuthParts } from '../auth.provider';

/** Reads across organisations, for the caller's own account; a bound session reads its one organisation. */
export async function me(_query: Me, context: RequestContext, parts: AuthParts): Promise<Outcome<MyAccount>> {
  const { actor, tenantId } = context;
  const person = await (actor.isBound ? boundPerson(context, parts) : ownPerson(context, parts));
  const isPlatformRole = (role: string): role is PlatformRole => PLATFORM_ROLES.some((known) => known === role);
  return {
    answer: {
      id: actor.id,
      email: person.email ?? '',
      name: person.name ?? '',
      organizationId: tenantId === PLATFORM ? null : tenantId,
      organizations: person.organizations.map(({ id, slug, name, roles }) => ({ id, slug, name, roles: [...roles] })),
      roles: actor.roles.filter((role) => !isPlatformRole(role)),
      permissions: [...accessOf(actor).permissions],
      csrfToken: await parts.csrfTokens.of(context.sessionId ?? ''),
      platformRoles: actor.roles.filter(isPlatformRole),
    },
  };
}

async function ownPerson({ actor }: RequestContext, { memberships, tenantReader }: AuthParts) {
  const accountId = actor.accountId ?? actor.id;
  const account = await tenantReader.queryAccount(accountId, (rows) =>
    rows.findOneBy(AccountRow, { tenantId: PLATFORM, accountId }),
  );
  if (!account) throw new DomainError('SESSION_ENDED');
  return { email: account.email, name: account.name, organizations: await memberships.of(accountId) };
}

async function boundPerson({ actor, tenantId }: RequestContext, { memberships }: AuthParts) {
  const found = await memberships.one(tenantId, actor.id);
  if (!found) throw new DomainError('SESSION_ENDED');
  const { row, organizations } = found;
  return { email: row.email, name: row.name, organizations };
}
