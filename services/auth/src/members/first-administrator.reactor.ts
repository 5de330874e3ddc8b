import { LinkMembership } from '#contracts/auth/link-membership';
import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import { on } from '#contracts/declare/on';
import { FirstAdministratorNamed } from '#contracts/tenancy/organization-events';
import { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import { reactor } from '#libs/event-sourcing';

/** Makes the first administrator that tenancy named a member, and reports the outcome to tenancy. */
export const firstAdministratorReactor = reactor({
  name: 'first-administrator',
  service: 'auth',
  // An organisation waits for its administrator however long ago it named one; creating one twice changes nothing.
  from: 'start',
  on: [
    on(FirstAdministratorNamed, ({ data: { organizationId, membershipId, email, name, passwordId } }) => [
      { contract: ProvisionFirstAdministrator, payload: { organizationId, membershipId, email, name, passwordId } },
      // Linked before tenancy answers, so that they can sign in at once.
      { contract: LinkMembership, payload: { membershipId } },
      { contract: SettleFirstAdministrator, payload: { organizationId, outcome: 'done', code: null } },
    ]),
  ],
  onRefusal: [
    on(FirstAdministratorNamed, ({ data: { organizationId } }, { wanted, code }) => {
      if (wanted.contract !== ProvisionFirstAdministrator) return [];
      const payload = { organizationId, outcome: 'failed', code };
      return [{ contract: SettleFirstAdministrator, payload, name: 'settle-failed' }];
    }),
  ],
});
