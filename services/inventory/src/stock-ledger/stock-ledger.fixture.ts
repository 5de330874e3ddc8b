import { event } from '#contracts/declare/event';
import { StockReceived, StockUsed, type StockMovement, type StockTransaction } from '#contracts/inventory/stock-events';
import type { StockFacts } from './stock-facts';
import { stockHistory, type StockEvent, type StockHistory } from './stock-ledger';

export const ITEM = '0197a3c4-0000-7000-8000-000000000001';
export const SHELF = '0197a3c4-0000-7000-8000-000000000002';
export const CELLAR = '0197a3c4-0000-7000-8000-000000000003';

export const facts = (item: Partial<StockFacts['item']> = {}): StockFacts => ({
  item: {
    status: 'active',
    itemNumber: 'F-1',
    unit: 'pcs',
    units: [
      { unit: 'case', factor: '12' },
      { unit: 'third', factor: '1/3' },
    ],
    temperatureZone: 'dry',
    lotTracked: false,
    shelfLifeDays: null,
    allowNegative: false,
    costMethod: 'moving_average',
    details: {
      name: 'Flour',
      category: null,
      barcode: null,
      min: null,
      max: null,
      reorderQuantity: null,
      packSize: null,
    },
    revision: 0,
    ...item,
  },
  locations: new Map([
    [SHELF, { status: 'active', code: 'S-1', temperatureZone: 'dry', revision: 4 }],
    [CELLAR, { status: 'active', code: 'C-1', temperatureZone: 'dry', revision: 7 }],
  ]),
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
  source: null,
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
  event(StockUsed, transaction(effectiveAt, movement(`-${quantity}`, at, 'use')));

/** The whole history after these events, folded. */
export function historyOf(past: readonly StockEvent[]): StockHistory {
  const occurredAt = '2026-01-31T12:00:00.000Z';
  const history = past.reduce(
    (folded, made, revision) => stockHistory.evolve(folded, { ...made, revision, occurredAt } as never),
    stockHistory.initial(),
  );
  history.values?.now();
  return history;
}
