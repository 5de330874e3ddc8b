import { on } from '#contracts/declare/on';
import {
  ProductGrantEndAnnounced,
  ProductGrantExpired,
  ProductGrantLeaveSet,
  ProductGrantRevoked,
  ProductGranted,
} from '#contracts/inventory/grant-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { GrantRow } from './grant.entity';

type OfGrant = Recorded<{ type: string; data: { readonly grantId: string } }>;

function changed({ tenantId, data: { grantId } }: OfGrant, fields: Partial<GrantRow>): RowChange[] {
  return [change(GrantRow, { tenantId, grantId }, (row) => row && { ...row, ...fields })];
}

export const grantProjection = projection({
  name: 'grant',
  service: 'inventory',
  version: 2,
  tables: [GrantRow],
  keyColumn: 'grantId',
  key: (event) => (event.data as { grantId: string }).grantId,
  on: [
    on(ProductGranted, ({ tenantId, data, recordedAt: createdAt }) => [
      change(GrantRow, { tenantId, grantId: data.grantId }, () => ({
        ...data,
        tenantId,
        scopeIds: [data.serviceId, data.productId],
        leavesAt: null,
        status: 'active' as const,
        revokedAt: null,
        revokedReason: null,
        announced: null,
        createdAt,
      })),
    ]),
    on(ProductGrantRevoked, (event) => {
      const { effectiveAt: revokedAt, reason: revokedReason } = event.data;
      return changed(event, { status: 'revoked', revokedAt, revokedReason });
    }),
    on(ProductGrantExpired, (event) => changed(event, { status: 'expired' })),
    on(ProductGrantLeaveSet, (event) => changed(event, { leavesAt: event.data.leavesAt })),
    on(ProductGrantEndAnnounced, (event) => changed(event, { announced: event.data.stage })),
  ],
});
