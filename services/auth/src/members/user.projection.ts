import { on } from '#contracts/declare/on';
import {
  MembershipAccepted,
  MembershipAssignmentsSet,
  MembershipDeactivated,
  MembershipDetailsChanged,
  MembershipEnded,
  MembershipErased,
  MembershipGranted,
  MembershipLinked,
  MembershipReactivated,
  MembershipRemoved,
  MembershipRolesSet,
  type MembershipFact,
} from '#contracts/auth/membership-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { MemberRow } from './member.entity';

type Membership = Recorded<{ type: string; data: MembershipFact }>;

/** A change of the row. */
function changed({ tenantId, data: { membershipId } }: Membership, fields: Partial<MemberRow>): RowChange[] {
  return [change(MemberRow, { tenantId, membershipId }, (row) => row && { ...row, ...fields })];
}

/** A change that shows, stamped with the event that made it. */
function shown(event: Membership, fields: Partial<MemberRow>): RowChange[] {
  const { recordedAt: updatedAt, revision } = event;
  return changed(event, { ...fields, updatedAt, revision });
}

function gone({ tenantId, data: { membershipId } }: Membership): RowChange[] {
  return [change(MemberRow, { tenantId, membershipId }, () => undefined)];
}

export const userProjection = projection({
  name: 'user',
  service: 'auth',
  version: 6,
  tables: [MemberRow],
  keyColumn: 'membershipId',
  key: (event) => (event.data as { membershipId: string }).membershipId,
  on: [
    on(MembershipGranted, ({ tenantId, data: { membershipId, email, name, roles }, recordedAt, revision }) => [
      change(MemberRow, { tenantId, membershipId }, () => ({
        tenantId,
        membershipId,
        accountId: null,
        email,
        name,
        roles,
        services: [],
        products: [],
        status: 'pending' as const,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(MembershipLinked, (event) => changed(event, { accountId: event.data.accountId })),
    on(MembershipAccepted, (event) => shown(event, { status: 'active' })),
    on(MembershipDetailsChanged, (event) => shown(event, { email: event.data.email, name: event.data.name })),
    on(MembershipRolesSet, (event) => shown(event, { roles: event.data.roles })),
    on(MembershipAssignmentsSet, (event) =>
      shown(event, { services: event.data.services, products: event.data.products }),
    ),
    on(MembershipDeactivated, (event) => shown(event, { status: 'inactive' })),
    on(MembershipEnded, (event) => shown(event, { status: 'inactive' })),
    on(MembershipReactivated, (event) => shown(event, { status: event.data.status })),
    on(MembershipRemoved, gone),
    on(MembershipErased, gone),
  ],
});
