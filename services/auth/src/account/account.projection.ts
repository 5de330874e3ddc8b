import { on } from '#contracts/declare/on';
import {
  AccountCreated,
  AccountErased,
  EmailChanged,
  NameChanged,
  PlatformRolesSet,
} from '#contracts/auth/account-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { AccountRow } from './account.entity';

function changed(
  { tenantId, data }: Recorded<{ type: string; data: { accountId: string } }>,
  fields: Partial<AccountRow>,
): RowChange[] {
  return [change(AccountRow, { tenantId, accountId: data.accountId }, (row) => row && { ...row, ...fields })];
}

export const accountProjection = projection({
  name: 'account',
  service: 'auth',
  version: 6,
  tables: [AccountRow],
  keyColumn: 'accountId',
  key: (event) => (event.data as { accountId: string }).accountId,
  on: [
    on(AccountCreated, ({ tenantId, data: { accountId, email, name } }) => [
      change(AccountRow, { tenantId, accountId }, () => ({ tenantId, accountId, email, name, platformRoles: [] })),
    ]),
    on(EmailChanged, (event) => changed(event, { email: event.data.email })),
    on(NameChanged, (event) => changed(event, { name: event.data.name })),
    on(AccountErased, ({ tenantId, data: { accountId } }) => [
      change(AccountRow, { tenantId, accountId }, () => undefined),
    ]),
    on(PlatformRolesSet, (event) => changed(event, { platformRoles: event.data.roles })),
  ],
});
