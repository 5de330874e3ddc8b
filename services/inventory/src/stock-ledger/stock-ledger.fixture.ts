import { event } from '#contracts/declare/event';
import { StockReserved } from '#contracts/inventory/reservation-events';
import { StockReceived, StockUsed, type StockMovement, type StockTransaction } from '#contracts/inventory/stock-events';
import { activeFrom } from '../activity';
import type { Location } from '../location/location';
import type { StockFacts } from './stock-facts';
import { stockHistory, type StockEvent, type StockHistory } from './stock-ledger';

export const ITEM = '0197a3c4-0000-7000-8000-000000000001';
export const SHELF = '0197a3c4-0000-7000-8000-000000000002';
export const CELLAR = '0197a3c4-0000-7000-8000-000000000003';

const place = (code: string, revision: number): Location => ({
  code,
  name: code,
  temperatureZone: 'dry',
  parentId: null,
  active: true,
  activity: activeFrom(true),
  revision,
});

export const facts = (item: Partial<StockFacts['item']> = {}): StockFacts => ({
  item: {
    status: 'present',
    itemNumber: 'F-1',
    name: 'Flour',
    unit: 'pcs',
    category: null,
    barcodes: [],
    units: [
      { unit: 'case', factor: '12', rounding: 'exact' },
      { unit: 'third', factor: '1/3', rounding: 'exact' },
      { unit: 'lb', factor: '0.453592292', rounding: 'nearest' },
    ],
    min: null,
    max: null,
    reorderQuantity: null,
    packSize: null,
    active: true,
    activity: activeFrom(true),
    temperatureZone: 'dry',
    lotTracked: false,
    shelfLifeDays: null,
    allowNegative: false,
    costMethod: 'moving_average',
    revision: 0,
    ...item,
  },
  locations: new Map([
    [SHELF, place('S-1', 4)],
    [CELLAR, place('C-1', 7)],
  ]),
  freeze: { through: null, revision: null },
});

interface Incoming {
  readonly locationId?: string;
  readonly lot?: string;
  readonly expiresOn?: string;
  readonly unitCost?: string;
}

/** Ids of the past, each another one. */
let ids = 0x100;
const nextId = () => `0197a3c4-0000-7000-8000-${(ids++).toString(16).padStart(12, '0')}`;

const movement = (stockQuantity: string, at: Incoming, kind: StockMovement['kind']): StockMovement => ({
  movementId: nextId(),
  kind,
  locationId: at.locationId ?? SHELF,
  lot: at.lot === undefined ? null : { number: at.lot, expiresOn: at.expiresOn ?? null },
  quantity: stockQuantity,
  unit: 'pcs',
  factor: '1',
  stockQuantity,
  unitCost: at.unitCost ?? null,
  totalCost: null,
  allocatedCost: null,
  value: '0.0000',
  settled: '0.0000',
  reverses: null,
  takesBack: null,
  place: null,
});

const transaction = (effectiveAt: string, moved: StockMovement): StockTransaction => ({
  transactionId: nextId(),
  itemId: ITEM,
  effectiveAt,
  movements: [moved],
  reference: null,
  note: null,
  reason: null,
  corrects: null,
  exchangeRate: null,
  reservationId: null,
  employeeId: null,
  source: null,
  valueAfter: null,
  seen: {
    itemRevision: 0,
    firstMethod: 'moving_average',
    locations: [],
    freezeRevision: null,
    organizationRevision: null,
  },
});

export const received = (quantity: string, effectiveAt: string, at: Incoming = {}) =>
  event(StockReceived, transaction(effectiveAt, movement(quantity, at, 'receive')));

export const used = (quantity: string, effectiveAt: string, at: Incoming = {}) =>
  event(StockUsed, { ...transaction(effectiveAt, movement(`-${quantity}`, at, 'use')), consumed: null });

/** A reservation, open until 2099. */
export const reserved = (
  quantity: string,
  effectiveAt: string,
  of: { readonly locationId?: string; readonly lot?: string; readonly id?: string; readonly expiresAt?: string } = {},
) =>
  event(StockReserved, {
    reservationId: of.id ?? nextId(),
    itemId: ITEM,
    locationId: of.locationId ?? null,
    lotNumber: of.lot ?? null,
    quantity,
    unit: 'pcs',
    factor: '1',
    stockQuantity: quantity,
    reference: 'Order 1',
    effectiveAt,
    expiresAt: of.expiresAt ?? '2099-01-01T00:00:00.000Z',
  });

/** The whole history after these events, folded. */
export function historyOf(past: readonly StockEvent[]): StockHistory {
  const occurredAt = '2026-01-31T12:00:00.000Z';
  const history = past.reduce(
    (folded, made, revision) => stockHistory.evolve(folded, { ...made, revision, occurredAt }),
    stockHistory.initial(),
  );
  history.values?.all();
  return history;
}
