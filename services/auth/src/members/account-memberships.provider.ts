import type { Acceptance } from '#contracts/auth/membership-events';
import type { OrganizationStatus } from '#contracts/tenancy/organization-events';
import { organizationFacts, type OrganizationFacts } from '#contracts/tenancy/organization-facts';
import type { Lookup } from '#libs/event-sourcing';
import type { TenantReader } from '#libs/read-models';
import type { Account } from '../account/account';
import type { Leaves } from '../leave/leaves.provider';
import { organizations } from '../organization/organizations.entity';
import { MemberRow } from './member.entity';
import { members } from './members';

export interface AccountMembership {
  /** The organisation's. */
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly status: OrganizationStatus;
  readonly roles: readonly string[];
}

/** An active membership of an account, as the log has it. */
export interface ActiveMembership {
  readonly organizationId: string;
  readonly membershipId: string;
  readonly organization: Pick<OrganizationFacts, 'name' | 'status'>;
  readonly acceptedBy: Acceptance | null;
}

const NAMES = new Intl.Collator('en');

/** The active memberships of an account whose employment is not over, from the log alone, by the name of the organisation. */
export async function activeMemberships(
  { memberships }: Pick<Account, 'memberships'>,
  lookup: Lookup,
  leaves: Pick<Leaves, 'over'>,
): Promise<readonly ActiveMembership[]> {
  const over = await leaves.over([...memberships.keys()]);
  const found = await Promise.all(
    [...memberships].map(async ([membershipId, { organizationId }]) => {
      const { state } = await lookup.state(members, organizationId, organizationId);
      const member = state.get(membershipId);
      if (member?.status !== 'active' || over.has(membershipId)) return [];
      const facts = await lookup.state(organizationFacts, organizationId, organizationId);
      return [{ organizationId, membershipId, organization: facts.state, acceptedBy: member.acceptedBy }];
    }),
  );
  return found
    .flat()
    .toSorted(
      (a, b) =>
        NAMES.compare(a.organization.name, b.organization.name) || (a.organizationId < b.organizationId ? -1 : 1),
    );
}

/** The organisations of one account, across all of them: first the account's rows, then each organisation's name. */
export class AccountMemberships {
  constructor(private readonly reader: Pick<TenantReader, 'query' | 'queryAccount' | 'queryEach'>) {}

  /** Active memberships, by the name of the organisation. */
  async of(accountId: string): Promise<readonly AccountMembership[]> {
    return this.named(
      await this.reader.queryAccount(accountId, (rows) => rows.findBy(MemberRow, { accountId, status: 'active' })),
    );
  }

  /** One membership of an organisation, with its organisation. */
  async one(
    tenantId: string,
    membershipId: string,
  ): Promise<{ readonly row: MemberRow; readonly organizations: readonly AccountMembership[] } | undefined> {
    const row = await this.reader.query(tenantId, (rows) => rows.findOneBy(MemberRow, { tenantId, membershipId }));
    return row ? { row, organizations: await this.named([row]) } : undefined;
  }

  private async named(rows: readonly MemberRow[]): Promise<readonly AccountMembership[]> {
    const found = await this.reader.queryEach(
      rows.map(({ tenantId }) => tenantId),
      (manager, organizationId) =>
        manager.findOneBy(organizations.table, { tenantId: organizationId, id: organizationId }),
    );
    return found
      .flatMap((row, index) => {
        const roles = rows[index]?.roles ?? [];
        return row ? [{ id: row.id, slug: row.slug, name: row.name, status: row.status, roles }] : [];
      })
      .toSorted((a, b) => NAMES.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  }
}
