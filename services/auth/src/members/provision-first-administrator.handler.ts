import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import type { Created } from '#contracts/created';
import { Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { MembershipGrants } from './membership-grants.provider';

/** Account and membership of an organisation's first administrator; sent by auth's own reactor, again until it is done. */
@Handles(ProvisionFirstAdministrator)
export class ProvisionFirstAdministratorHandler implements Handler<ProvisionFirstAdministrator, Created> {
  constructor(private readonly grants: MembershipGrants) {}

  async execute({ payload, context }: Dispatched<ProvisionFirstAdministrator>): Promise<Outcome<Created>> {
    const { organizationId, ...wanted } = payload;
    await this.grants.refuseFull(organizationId, wanted.email);
    const asked = { roles: ['admin'], askedFor: wanted.accountId } as const;
    return this.grants.grantTo(wanted, asked, { ...context, tenantId: organizationId });
  }
}
