import { Inject } from '@nestjs/common';
import { Me, type MyAccount } from '#contracts/auth/me';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import { PLATFORM_ROLES, type PlatformRole } from '#contracts/roles';
import { accessOf, type RequestContext } from '#libs/identity';
import type { TenantReader } from '#libs/read-models';
import { Handles, TENANT_READER, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { AccountMemberships } from '../members/account-memberships.provider';
import { AccountRow } from '../members/user.entity';

/** Reads across organisations, for the one account that asks. */
@Handles(Me)
export class MeHandler implements Handler<Me, MyAccount, RequestContext> {
  constructor(
    @Inject(TENANT_READER) private readonly reader: Pick<TenantReader, 'queryAccount'>,
    private readonly memberships: AccountMemberships,
  ) {}

  async execute({ context }: Dispatched<Me, RequestContext>): Promise<Outcome<MyAccount>> {
    const { actor, tenantId } = context;
    const accountId = actor.id;
    const account = await this.reader.queryAccount(accountId, (rows) =>
      rows.findOneBy(AccountRow, { tenantId: PLATFORM, accountId }),
    );
    if (!account) throw new DomainError('SESSION_ENDED');
    const isPlatformRole = (role: string): role is PlatformRole => PLATFORM_ROLES.some((known) => known === role);
    const memberships = await this.memberships.of(accountId);
    const answer = {
      id: accountId,
      email: account.email ?? '',
      name: account.name ?? '',
      organizationId: tenantId === PLATFORM ? null : tenantId,
      organizations: memberships.map(({ id, slug, name, roles }) => ({ id, slug, name, roles: [...roles] })),
      roles: actor.roles.filter((role) => !isPlatformRole(role)),
      permissions: [...accessOf(actor).permissions],
      platformRoles: actor.roles.filter(isPlatformRole),
    };
    return { answer };
  }
}
