import { on } from '#contracts/declare/on';
import {
  StockReservationExpired,
  StockReservationReleased,
  StockReserved,
} from '#contracts/inventory/reservation-events';
import { StockReversed, StockUsed } from '#contracts/inventory/stock-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { ConsumptionRow, ReservationRow } from './reservation.entity';

function used({ tenantId, data, position, recordedAt }: Recorded<{ type: 'StockUsed'; data: StockUsed }>): RowChange[] {
  const { transactionId, itemId, reservationId, consumed: quantity, effectiveAt } = data;
  if (reservationId === null || quantity === null) return [];
  const row = {
    tenantId,
    transactionId,
    itemId,
    reservationId,
    quantity,
    effectiveAt,
    recordedAt,
    position,
    reversedAt: null,
  };
  return [
    change(ConsumptionRow, { tenantId, transactionId }, () => row),
    change(ReservationRow, { tenantId, reservationId }, (known) => known && consumedBy(known, quantityUnits(quantity))),
  ];
}

/** A reversed usage gives back what it consumed. */
function reversed({
  tenantId,
  data,
  recordedAt: reversedAt,
}: Recorded<{ type: 'StockReversed'; data: StockReversed }>): RowChange[] {
  const { reservationId, reversed: transactionId } = data;
  if (reservationId === null) return [];
  return [
    change(
      ReservationRow,
      { tenantId, reservationId },
      (row, consumption) =>
        row && consumption?.reversedAt === null ? consumedBy(row, -quantityUnits(consumption.quantity)) : row,
      { reads: [[ConsumptionRow, { tenantId, transactionId }]] },
    ),
    change(ConsumptionRow, { tenantId, transactionId }, (row) => row && { ...row, reversedAt }),
  ];
}

function consumedBy(row: ReservationRow, units: bigint): ReservationRow {
  const consumed = quantityUnits(row.consumed) + units;
  const isOpen = row.status === 'open' || row.status === 'consumed';
  const status = consumed >= quantityUnits(row.stockQuantity) ? 'consumed' : 'open';
  return { ...row, consumed: quantityText(consumed), ...(isOpen && { status }) };
}

function ended(
  {
    tenantId,
    data,
    position: endedPosition,
    recordedAt: endRecordedAt,
  }: Recorded<{ type: string; data: StockReservationReleased | StockReservationExpired }>,
  status: 'released' | 'expired',
): RowChange[] {
  const { reservationId, effectiveAt: endedAt } = data;
  return [
    change(
      ReservationRow,
      { tenantId, reservationId },
      (row) => row && { ...row, status, endedAt, endRecordedAt, endedPosition },
    ),
  ];
}

export const reservationProjection = projection({
  name: 'reservation',
  service: 'inventory',
  version: 2,
  tables: [ReservationRow, ConsumptionRow],
  keyColumn: 'itemId',
  key: (event) => (event.data as { itemId: string }).itemId,
  on: [
    on(StockReserved, ({ tenantId, data, recordedAt: createdAt, position }) => {
      const { factor: _, ...reserved } = data;
      const notEnded = { endedAt: null, endRecordedAt: null, endedPosition: null };
      const fresh = { consumed: '0.000', status: 'open', ...notEnded } as const;
      const row = { ...reserved, ...fresh, tenantId, createdAt, position };
      return [change(ReservationRow, { tenantId, reservationId: data.reservationId }, () => row)];
    }),
    on(StockUsed, used),
    on(StockReversed, reversed),
    on(StockReservationReleased, (event) => ended(event, 'released')),
    on(StockReservationExpired, (event) => ended(event, 'expired')),
  ],
});
