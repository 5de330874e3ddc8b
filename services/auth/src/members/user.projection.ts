import { on } from '#contracts/declare/on';
import { AccountCreated, PlatformRolesSet } from '#contracts/auth/account-events';
import {
  MembershipDeactivated,
  MembershipGranted,
  MembershipReactivated,
  MembershipRolesSet,
  type MembershipFact,
} from '#contracts/auth/membership-events';
import { PLATFORM } from '#contracts/permissions';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { restored } from './members';
import { AccountRow, MemberRow } from './user.entity';

/** A change of one membership, stamped with the event that made it. */
function changed(
  event: Recorded<{ type: string; data: MembershipFact }>,
  fields: (row: MemberRow) => Partial<MemberRow>,
): RowChange[] {
  const { tenantId, data, recordedAt: updatedAt, revision } = event;
  return [
    change(
      MemberRow,
      { tenantId, accountId: data.accountId },
      (row) => row && { ...row, ...fields(row), updatedAt, revision },
    ),
  ];
}

/**
 * Keyed by account: the account's own row comes before those of its memberships, which take name and address from it.
 */
export const userProjection = projection({
  name: 'user',
  service: 'auth',
  version: 4,
  tables: [AccountRow, MemberRow],
  keyColumn: 'accountId',
  key: (event) => (event.data as { accountId: string }).accountId,
  on: [
    on(AccountCreated, ({ tenantId, data: { accountId, email, name } }) => [
      change(AccountRow, { tenantId, accountId }, () => ({ tenantId, accountId, email, name, platformRoles: [] })),
    ]),
    on(PlatformRolesSet, ({ tenantId, data: { accountId, roles } }) => [
      change(AccountRow, { tenantId, accountId }, (row) => row && { ...row, platformRoles: roles }),
    ]),
    on(MembershipGranted, ({ tenantId, data, recordedAt, revision }) => {
      const { accountId, roles, status } = data;
      // Before the person accepts, the organisation sees only the name and address that it typed itself.
      const typed = status === 'pending' ? data : undefined;
      const at = { createdAt: recordedAt, updatedAt: recordedAt };
      const granted = { tenantId, accountId, roles, status, accepted: status === 'active', ...at, revision };
      return [
        change(
          MemberRow,
          { tenantId, accountId },
          (_, account) => {
            const known = typed ?? account;
            return { ...granted, email: known?.email ?? null, name: known?.name ?? null };
          },
          { reads: [[AccountRow, { tenantId: PLATFORM, accountId }]] },
        ),
      ];
    }),
    on(MembershipRolesSet, (event) => changed(event, () => ({ roles: event.data.roles }))),
    on(MembershipDeactivated, (event) => changed(event, () => ({ status: 'inactive' }))),
    on(MembershipReactivated, (event) => changed(event, (row) => ({ status: restored(row) }))),
  ],
});
