import { randomUUID } from 'node:crypto';
import type { StockTransaction } from '../../contracts/inventory/stock-events';
import { quantityUnits, scaledText } from '../../contracts/values/amounts';
import { type EventLog, type NewEvent, canonicalJson, streamName } from '../../libs/event-log';

/** The content of a log: receipts of items into locations, as the inventory service records them. */
export interface Ledger {
  readonly tenantId: string;
  readonly itemIds: readonly string[];
  readonly locationIds: readonly string[];
  /** Default: receipts. */
  readonly make?: (ledger: Ledger, index: number) => StockEventMade;
}

/** An event by its type. */
export interface StockEventMade {
  readonly type: 'StockReceived' | 'StockUsed';
  readonly data: StockTransaction & { readonly consumed?: null };
}

export const STOCK_LEDGER = 'inventory.stock_ledger';

const ACTOR = '6f1f3d0e-8c43-4d53-9c3b-0f1d8f0c2a77';
const FIRST = Date.UTC(2026, 0, 1);
const APPEND = 500;
/** Appends under way at once; the log writes them together. */
const AT_ONCE = 16;

/** The `index`-th receipt of a ledger. */
export function receipt({ itemIds, locationIds }: Ledger, index: number): StockTransaction {
  const item = index % itemIds.length;
  const locationId = locationIds[Math.floor(index / itemIds.length) % locationIds.length] ?? '';
  const quantity = `${1 + (index % 97)}.${String(index % 1_000).padStart(3, '0')}`;
  return {
    transactionId: randomUUID(),
    itemId: itemIds[item] ?? '',
    effectiveAt: new Date(FIRST + index * 10).toISOString(),
    movements: [
      {
        movementId: randomUUID(),
        kind: 'receive',
        locationId,
        lot: null,
        quantity,
        unit: 'kg',
        factor: '1',
        stockQuantity: quantity,
        unitCost: '1.25000000',
        totalCost: null,
        value: scaledText((1_250n * quantityUnits(quantity)) / 100n, 4),
        allocatedCost: null,
        settled: '0.0000',
        reverses: null,
        takesBack: null,
        place: null,
      },
    ],
    reference: 'bench',
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
      locations: [{ locationId, revision: 0 }],
      freezeRevision: null,
      organizationRevision: null,
    },
  };
}

const STEADY = 100n;

/**
 * The `index`-th movement of a ledger whose items keep about the same stock: each begins with a receipt of 100, then one
 * comes in and one goes out in turn, at one cost, so that every method values them alike.
 */
export function steadyMovements(ledger: Ledger, index: number): StockEventMade {
  const made = receipt(ledger, index);
  const ofItem = Math.floor(index / ledger.itemIds.length);
  const isUsage = ofItem % 2 === 1;
  const units = (ofItem === 0 ? STEADY : 1n) * (isUsage ? -1_000n : 1_000n);
  const quantity = scaledText(units, 3);
  const value = scaledText((1_250n * units) / 100n, 4);
  const unitCost = isUsage ? null : '1.25000000';
  const movements = made.movements.map((movement) => ({
    ...movement,
    kind: isUsage ? ('use' as const) : ('receive' as const),
    quantity,
    stockQuantity: quantity,
    value,
    unitCost,
  }));
  const data = { ...made, movements };
  return isUsage ? { type: 'StockUsed', data: { ...data, consumed: null } } : { type: 'StockReceived', data };
}

/** The receipt as the log takes it. */
export function receiptEvent(tenantId: string, transaction: StockTransaction): NewEvent {
  return stockEvent(tenantId, { type: 'StockReceived', data: transaction });
}

function stockEvent(tenantId: string, { type, data: transaction }: StockEventMade): NewEvent {
  const metadata = {
    tenantId,
    actorId: ACTOR,
    actorType: 'user',
    actorRoles: ['manager'],
    requestId: transaction.transactionId,
    correlationId: transaction.transactionId,
    causationId: transaction.transactionId,
    commandId: transaction.transactionId,
    occurredAt: transaction.effectiveAt,
    schemaVersion: 1,
    action: type === 'StockUsed' ? 'stock.used' : 'stock.received',
    entityType: 'item',
    entityId: transaction.itemId,
    effect: 'occurrence',
  };
  return {
    id: randomUUID(),
    type,
    data: canonicalJson(transaction),
    metadata: canonicalJson(metadata),
  };
}

/** Appends `count` receipts, spread evenly over the items' streams, which must have no events yet. */
export async function fill(log: EventLog, ledger: Ledger, count: number): Promise<void> {
  const perItem = Math.ceil(count / ledger.itemIds.length);
  const waiting = ledger.itemIds.map((_, item) => item);
  const worker = async (): Promise<void> => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await fillItem(log, ledger, item, perItem);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function fillItem(log: EventLog, ledger: Ledger, item: number, count: number): Promise<void> {
  const { make = (of, index) => ({ type: 'StockReceived', data: receipt(of, index) }) } = ledger;
  const stream = streamName(STOCK_LEDGER, ledger.tenantId, ledger.itemIds[item] ?? '');
  for (let done = 0; done < count; done += APPEND) {
    const events = Array.from({ length: Math.min(APPEND, count - done) }, (_, ahead) =>
      stockEvent(ledger.tenantId, make(ledger, (done + ahead) * ledger.itemIds.length + item)),
    );
    const answer = await log.append(stream, events, { expected: done === 0 ? 'none' : done - 1 });
    if (answer.outcome !== 'appended') throw new Error(`${stream} is not empty`);
  }
}
