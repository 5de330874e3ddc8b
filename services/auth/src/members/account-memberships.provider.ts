import type { OrganizationStatus } from '#contracts/tenancy/organization-events';
import type { TenantReader } from '#libs/read-models';
import { organizations } from '../organization/organizations.entity';
import { MemberRow } from './user.entity';

export interface AccountMembership {
  /** The organisation's. */
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: OrganizationStatus;
  readonly roles: readonly string[];
}

const NAMES = new Intl.Collator('en');

/** The organisations of one account, across all of them: first the account's rows, then each organisation's name. */
export class AccountMemberships {
  constructor(private readonly reader: Pick<TenantReader, 'queryAccount' | 'queryEach'>) {}

  /** Active memberships, by the name of the organisation. */
  async of(accountId: string): Promise<readonly AccountMembership[]> {
    const members = await this.reader.queryAccount(accountId, (rows) =>
      rows.findBy(MemberRow, { accountId, status: 'active' }),
    );
    const found = await this.reader.queryEach(
      members.map(({ tenantId }) => tenantId),
      (rows, organizationId) => rows.findOneBy(organizations.table, { tenantId: organizationId, id: organizationId }),
    );
    return found
      .flatMap((row, index) => {
        const roles = members[index]?.roles ?? [];
        return row ? [{ id: row.id, slug: row.slug, name: row.name, status: row.status, roles }] : [];
      })
      .toSorted((a, b) => NAMES.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  }
}
