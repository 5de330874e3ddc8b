import { Inject } from '@nestjs/common';
import { Me, type MyAccount } from '#contracts/auth/me';
import { DomainError } from '#contracts/errors';
import { PLATFORM, PLATFORM_ROLES, permissionsOf, type PlatformRole } from '#contracts/permissions';
import type { RequestContext } from '#libs/identity';
import type { PlatformReader } from '#libs/read-models';
import { Handles, PLATFORM_READER, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { AccountRow, MemberRow } from '../members/user.entity';
import { OrganizationRow } from '../organization/organization.entity';

/** Reads across organisations, for the one account that asks. */
@Handles(Me)
export class MeHandler implements Handler<Me, MyAccount, RequestContext> {
  constructor(@Inject(PLATFORM_READER) private readonly reader: PlatformReader) {}

  async execute({ context }: Dispatched<Me, RequestContext>): Promise<Outcome<MyAccount>> {
    const { actor, tenantId } = context;
    const accountId = actor.id;
    const { account, organizations } = await this.reader.query(async (rows) => ({
      account: await rows.findOneBy(AccountRow, { tenantId: PLATFORM, accountId }),
      organizations: await rows
        .createQueryBuilder(MemberRow, 'member')
        .innerJoin(OrganizationRow, 'organization', 'organization.organizationId = member.tenantId')
        .select('organization.organizationId', 'id')
        .addSelect('organization.slug', 'slug')
        .addSelect('organization.name', 'name')
        .addSelect('member.roles', 'roles')
        .where(`member.accountId = :accountId AND member.status = 'active'`, { accountId })
        .orderBy('organization.name')
        .getRawMany<{ id: string; slug: string; name: string; roles: string[] }>(),
    }));
    if (!account) throw new DomainError('SESSION_ENDED');
    const isPlatformRole = (role: string): role is PlatformRole => PLATFORM_ROLES.some((known) => known === role);
    const answer = {
      id: accountId,
      email: account.email ?? '',
      name: account.name ?? '',
      organizationId: tenantId === PLATFORM ? null : tenantId,
      organizations,
      roles: actor.roles.filter((role) => !isPlatformRole(role)),
      permissions: [...permissionsOf(actor.roles)],
      platformRoles: actor.roles.filter(isPlatformRole),
    };
    return { answer };
  }
}
