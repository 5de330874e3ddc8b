import { quantityUnits } from '#contracts/values/amounts';
import {
  StockAdjusted,
  StockReceived,
  StockTransferred,
  StockUsed,
  type StockTransaction,
} from '#contracts/inventory/stock-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { lotsBroughtIn } from './lots';
import { balanceKey, copyOf, emptyTimeline, record, bytesOf, type BalanceKey, type Timeline } from './timeline';

const CATEGORY = 'inventory.stock_ledger';

type Transaction = { readonly data: StockTransaction };

/** Every event of the stream is a transaction, of any type. */
function onEveryTransaction<State>(apply: (state: State, transaction: Transaction) => State) {
  return [
    evolve(StockReceived, apply),
    evolve(StockUsed, apply),
    evolve(StockAdjusted, apply),
    evolve(StockTransferred, apply),
  ] as const;
}

/** The state of an item's stock decisions: balances over effective time, and the lots that came in. */
export interface StockLedger {
  readonly timeline: Timeline;
  /** Epoch milliseconds of the latest movement in effective order. */
  lastEffectiveAt: number;
  readonly lots: Map<string, { readonly expiresOn: string | null }>;
}

/** The shape of a snapshot: JSON of a `StockLedger`. */
interface StockLedgerJson {
  readonly balances: readonly (readonly [BalanceKey, string])[];
  readonly entries: readonly (readonly [at: number, key: BalanceKey, delta: string])[];
  readonly horizon: number | null;
  readonly lastEffectiveAt: number | null;
  readonly lots: readonly (readonly [string, string | null])[];
}

function recordIn(ledger: StockLedger, { data }: Transaction): StockLedger {
  const at = Date.parse(data.effectiveAt);
  for (const movement of data.movements) {
    const key = balanceKey(movement.locationId, movement.lot?.number ?? null);
    const delta = quantityUnits(movement.stockQuantity);
    record(ledger.timeline, { at, key, delta });
  }
  for (const { number, expiresOn } of lotsBroughtIn(data)) {
    if (!ledger.lots.has(number)) ledger.lots.set(number, { expiresOn });
  }
  ledger.lastEffectiveAt = Math.max(ledger.lastEffectiveAt, at);
  return ledger;
}

/**
 * An item's stock, apart from its details. The state holds the latest movements (see `Timeline`), a balance for every
 * location and lot with stock, and every lot that ever came in with its expiry: a lot number keeps its expiry when it
 * comes in again, however long there was none of it. The state grows only with the lots, by some thirty bytes each.
 */
export const stockLedger = aggregate(
  CATEGORY,
  (): StockLedger => ({ timeline: emptyTimeline(), lastEffectiveAt: Number.NEGATIVE_INFINITY, lots: new Map() }),
  onEveryTransaction(recordIn),
  {
    mutates: true,
    bytes: ({ timeline, lots }) => bytesOf(timeline) + 100 * lots.size,
    copy: (ledger) => ({ ...ledger, timeline: copyOf(ledger.timeline), lots: new Map(ledger.lots) }),
    snapshot: {
      version: 2,
      toJson: ({ timeline, lastEffectiveAt, lots }): StockLedgerJson => ({
        balances: [...timeline.balances].map(([key, balance]) => [key, String(balance)]),
        entries: timeline.entries.map(({ at, key, delta }) => [at, key, String(delta)]),
        horizon: Number.isFinite(timeline.horizon) ? timeline.horizon : null,
        lastEffectiveAt: Number.isFinite(lastEffectiveAt) ? lastEffectiveAt : null,
        lots: [...lots].map(([number, { expiresOn }]) => [number, expiresOn]),
      }),
      fromJson: (json: StockLedgerJson): StockLedger => ({
        timeline: {
          ...emptyTimeline(),
          balances: new Map(json.balances.map(([key, balance]) => [key, BigInt(balance)])),
          entries: json.entries.map(([at, key, delta]) => ({ at, key, delta: BigInt(delta) })),
          horizon: json.horizon ?? Number.NEGATIVE_INFINITY,
        },
        lastEffectiveAt: json.lastEffectiveAt ?? Number.NEGATIVE_INFINITY,
        lots: new Map(json.lots.map(([number, expiresOn]) => [number, { expiresOn }])),
      }),
    },
  },
);

export type StockEvent = EventsOf<typeof stockLedger>;

/**
 * The same stream, as the ids of its movements: for the rare decision that names one. It has a weight, as
 * `stockHistory` has, and is read whole when it is not cached.
 */
export const stockMovements = aggregate(
  CATEGORY,
  () => new Set<string>(),
  onEveryTransaction((ids: Set<string>, { data }) => {
    for (const { movementId } of data.movements) ids.add(movementId);
    return ids;
  }),
  { mutates: true, bytes: ({ size }) => 100 * size, copy: (ids) => new Set(ids) },
);

/**
 * The same stream with every movement kept, for the rare decision about a moment before the ledger's horizon. It has a
 * weight, so that a few long ones cannot fill the memory. A shared state is copied when an event comes, which costs a
 * fraction of reading it again.
 */
export const stockHistory = aggregate(
  CATEGORY,
  () => emptyTimeline(Number.POSITIVE_INFINITY),
  onEveryTransaction((timeline: Timeline, { data }) => {
    const at = Date.parse(data.effectiveAt);
    for (const { locationId, lot, stockQuantity } of data.movements) {
      record(timeline, { at, key: balanceKey(locationId, lot?.number ?? null), delta: quantityUnits(stockQuantity) });
    }
    return timeline;
  }),
  { mutates: true, bytes: bytesOf, copy: copyOf },
);
