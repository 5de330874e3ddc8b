import { on } from '#contracts/declare/on';
import type { DomainEvent } from '#contracts/declare/event';
import type { Recorded } from '#contracts/declare/recorded';
import {
  HrDeliveryAccepted,
  HrDeliveryExpired,
  HrDeliveryFailed,
  HrDeliveryPostponed,
  HrDeliveryProcessed,
  HrDeliveryQuarantined,
  HrDeliveryUnreadable,
  type HrDeliveryFact,
} from '#contracts/workflow/hr-delivery-events';
import { change, projection, type RowChange } from '#libs/projections';
import { HrDeliveryRow } from './hr-delivery.entity';

type OfDelivery<Data extends object> = Pick<
  Recorded<DomainEvent<string, Data>>,
  'tenantId' | 'data' | 'revision' | 'recordedAt'
>;

const NOTHING = { reason: null, code: null, problem: null, notices: [], processedAt: null, retryAt: null } as const;

/** A call comes for the first time, or again after 30 days. */
function received(
  event: OfDelivery<HrDeliveryFact & { readonly receivedAt: string; readonly size: number }>,
  told: Partial<HrDeliveryRow> & Pick<HrDeliveryRow, 'status'>,
): RowChange[] {
  const { tenantId, data, revision, recordedAt: updatedAt } = event;
  const { deliveryId, sourceId, receivedAt, size } = data;
  return [
    change(HrDeliveryRow, { tenantId, deliveryId }, (row) => ({
      ...NOTHING,
      reference: null,
      attempt: row?.attempt ?? 0,
      createdAt: row?.createdAt ?? updatedAt,
      ...told,
      tenantId,
      deliveryId,
      sourceId,
      receivedAt,
      size,
      updatedAt,
      revision,
    })),
  ];
}

function settled(event: OfDelivery<HrDeliveryFact>, told: Partial<HrDeliveryRow>): RowChange[] {
  const { tenantId, data, revision, recordedAt: updatedAt } = event;
  const { deliveryId } = data;
  return [change(HrDeliveryRow, { tenantId, deliveryId }, (row) => row && { ...row, ...told, updatedAt, revision })];
}

export const hrDeliveryProjection = projection({
  name: 'hr-delivery',
  service: 'workflow',
  version: 1,
  tables: [HrDeliveryRow],
  keyColumn: 'deliveryId',
  key: (event) => (event.data as { deliveryId: string }).deliveryId,
  on: [
    on(HrDeliveryQuarantined, (event) => received(event, { status: 'quarantined', reason: event.data.reason })),
    on(HrDeliveryUnreadable, (event) => received(event, { status: 'unreadable', problem: event.data.problem })),
    on(HrDeliveryAccepted, (event) => {
      const { reference, attempt } = event.data;
      return received(event, { status: 'accepted', reference, attempt });
    }),
    on(HrDeliveryPostponed, (event) => {
      const { notices, retryAt } = event.data;
      return settled(event, { code: 'SOURCE_UNREACHABLE', notices, retryAt });
    }),
    on(HrDeliveryProcessed, (event) => {
      const { data, recordedAt: processedAt } = event;
      return settled(event, { status: 'processed', notices: data.notices, processedAt });
    }),
    on(HrDeliveryFailed, (event) => {
      const { data, recordedAt: processedAt } = event;
      return settled(event, { status: 'failed', code: data.code, notices: data.notices, processedAt });
    }),
    on(HrDeliveryExpired, (event) => settled(event, { status: 'expired' })),
  ],
});
