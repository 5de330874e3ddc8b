import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import type { Created } from '#contracts/created';
import { Handles, type Dispatched, type Handler, type Outcome } from '#libs/runtime';
import { Accounts } from '../account/accounts.provider';
import { MembershipGrants } from './membership-grants.provider';

/** Account and membership of an organisation's first administrator; sent by auth's own reactor, again until it is done. */
@Handles(ProvisionFirstAdministrator)
export class ProvisionFirstAdministratorHandler implements Handler<ProvisionFirstAdministrator, Created> {
  constructor(
    private readonly accounts: Accounts,
    private readonly grants: MembershipGrants,
  ) {}

  async execute({ payload, context }: Dispatched<ProvisionFirstAdministrator>): Promise<Outcome<Created>> {
    const { organizationId, accountId: wantedId, email, name, passwordId } = payload;
    const { accountId, made } = await this.accounts.findOrCreate(
      { accountId: wantedId, email, name, passwordId },
      context,
    );
    const status = made && passwordId !== null ? 'active' : 'pending';
    const requestedAs = made ? null : wantedId;
    return this.grants.grant({ organizationId, accountId, roles: ['admin'], status, requestedAs }, context);
  }
}
