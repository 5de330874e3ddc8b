import { event } from '#contracts/declare/event';
import { StockReceived, StockUsed, type StockMovement, type StockTransaction } from '#contracts/inventory/stock-events';
import type { StockFacts } from './stock-facts';
import type { StockEvent } from './stock-ledger';

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

const movement = (
  stockQuantity: string,
  locationId: string,
  lotNumber?: string,
  expiresOn: string | null = null,
): StockMovement => ({
  movementId: '0197a3c4-0000-7000-8000-0000000000ff',
  kind: 'receive',
  locationId,
  lot: lotNumber === undefined ? null : { number: lotNumber, expiresOn },
  quantity: stockQuantity,
  unit: 'pcs',
  factor: '1',
  stockQuantity,
  unitCost: null,
  totalCost: null,
});

const transaction = (effectiveAt: string, moved: StockMovement): StockTransaction => ({
  transactionId: '0197a3c4-0000-7000-8000-0000000000fe',
  itemId: ITEM,
  effectiveAt,
  movements: [moved],
  reference: null,
  note: null,
  reason: null,
  corrects: null,
  reservationId: null,
  source: null,
  seen: { itemRevision: 0, locations: [], freezeRevision: null, organizationRevision: null },
});

export const received = (
  quantity: string,
  at: string,
  locationId = SHELF,
  lot?: string,
  expiresOn?: string,
): StockEvent => event(StockReceived, transaction(at, movement(quantity, locationId, lot, expiresOn)));

export const used = (quantity: string, at: string, locationId = SHELF, lot?: string): StockEvent =>
  event(StockUsed, transaction(at, movement(`-${quantity}`, locationId, lot)));
