import { ProvisionFirstAdministrator } from '#contracts/auth/provision-first-administrator';
import { FirstAdministratorNamed } from '#contracts/tenancy/organization-events';
import { SettleFirstAdministrator } from '#contracts/tenancy/settle-first-administrator';
import { reactor } from '#libs/event-sourcing';

/** Creates the first administrator that tenancy named, and reports the outcome to tenancy. */
export const firstAdministratorReactor = reactor({
  name: 'first-administrator',
  service: 'auth',
  // An organisation waits for its administrator however long ago it named one; creating one twice changes nothing.
  from: 'start',
  on: [FirstAdministratorNamed],
  react: (event) => {
    const { organizationId, accountId, email, name, passwordId } = event.data as FirstAdministratorNamed;
    return [
      { contract: ProvisionFirstAdministrator, payload: { organizationId, accountId, email, name, passwordId } },
      { contract: SettleFirstAdministrator, payload: { organizationId, outcome: 'done', code: null } },
    ];
  },
  onRefusal: (event, wanted, { code }) => {
    const { organizationId } = event.data as FirstAdministratorNamed;
    if (wanted.contract !== ProvisionFirstAdministrator) return [];
    return [
      {
        contract: SettleFirstAdministrator,
        payload: { organizationId, outcome: 'failed', code },
        name: 'settle-failed',
      },
    ];
  },
});
