import type { Recorded } from '#contracts/declare/recorded';
import type { StockMovement, StockReturned, StockTransaction } from '#contracts/inventory/stock-events';
import { quantityUnits } from '#contracts/values/amounts';
import { entryText } from '../value/entry-text';
import { moneyUnits, valueEntry } from '../value/movement-value';
import { REVERSING, SETTLE } from './ledger-fold';
import { momentOf, placeText, settlePlaceOf } from './ledger-place';
import type { MovementRow } from './movement.entity';
import { sharedOut } from './order-line';
import { settleIdOf } from './settle-id';

type TransactionRecorded = Recorded<{ type: string; data: StockTransaction }>;

const NOTHING = '0.0000';

/** The rows of a transaction's movements. */
export function recordedMovements(event: TransactionRecorded): MovementRow[] {
  const { tenantId, data, recordedAt, revision: recorded } = event;
  const at = Date.parse(data.effectiveAt);
  const orderValues = orderValuesOf(data);
  return data.movements.map((movement, index) => {
    const { revision, ordinal } = movement.place ?? { revision: recorded, ordinal: index };
    return {
      tenantId,
      itemId: data.itemId,
      place: placeText({ at, revision, ordinal, recorded }),
      id: movement.movementId,
      transactionId: data.transactionId,
      locationId: movement.locationId,
      lotNumber: movement.lot?.number ?? null,
      kind: movement.kind,
      quantity: movement.quantity,
      unit: movement.unit,
      stockQuantity: movement.stockQuantity,
      unitCost: movement.unitCost,
      valueWhenRecorded: movement.value,
      settledWhenRecorded: movement.settled,
      orderValue: orderValues[index] ?? null,
      entry: entryOf(movement, data.exchangeRate),
      settles: null,
      reverses: movement.reverses,
      reference: data.reference,
      note: data.note,
      reason: data.reason,
      employeeId: data.employeeId,
      effectiveAt: data.effectiveAt,
      recordedAt,
      actorId: event.metadata.actorId,
    };
  });
}

function orderValuesOf(data: StockTransaction): readonly string[] {
  const { orderValue = null } = data as Partial<StockReturned>;
  if (orderValue === null) return [];
  return sharedOut(
    orderValue,
    data.movements.map(({ stockQuantity }) => -quantityUnits(stockQuantity)),
  );
}

function entryOf(movement: StockMovement, exchangeRate: string | null): string {
  if (movement.reverses !== null) return REVERSING;
  const entry = valueEntry(movement, exchangeRate);
  if (entry.kind === 'method') throw new TypeError('a movement is no change of method');
  return entryText(entry);
}

/** The columns of a movement that its settle row takes over. */
export const SETTLED_COLUMNS = [
  'tenantId',
  'itemId',
  'place',
  'id',
  'transactionId',
  'locationId',
  'lotNumber',
  'unit',
  'actorId',
  'recordedAt',
  'settledWhenRecorded',
  'reverses',
] as const;

export type SettledMovement = Pick<MovementRow, (typeof SETTLED_COLUMNS)[number]>;

/** The settle row that was recorded with a movement, if it settled anything. */
export function settleRowOf(movement: SettledMovement): MovementRow | undefined {
  return moneyUnits(movement.settledWhenRecorded) === 0n ? undefined : settleRow(movement);
}

/** A settle row: no quantity, in the place right after its movement. */
export function settleRow(movement: SettledMovement): MovementRow {
  const { place, id, settledWhenRecorded, reverses, ...same } = movement;
  return {
    ...same,
    place: settlePlaceOf(place),
    id: settleIdOf(id),
    kind: 'settle',
    quantity: '0.000',
    stockQuantity: '0.000',
    unitCost: null,
    valueWhenRecorded: settledWhenRecorded,
    settledWhenRecorded: NOTHING,
    orderValue: null,
    entry: SETTLE,
    settles: id,
    reverses: reverses === null ? null : settleIdOf(reverses),
    reference: null,
    note: null,
    reason: null,
    employeeId: null,
    effectiveAt: new Date(momentOf(place)).toISOString(),
  };
}
