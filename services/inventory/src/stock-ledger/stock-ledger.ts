import { quantityUnits } from '#contracts/values/amounts';
import {
  CostMethodChanged,
  StockCounted,
  STOCK_TRANSACTIONS,
  type StockMovement,
  type StockReversed,
  type StockTransaction,
} from '#contracts/inventory/stock-events';
import { evolve } from '#contracts/declare/fold';
import { aggregate, type EventsOf } from '#libs/event-sourcing';
import { apply } from '../value/apply';
import { stateOf } from '../value/known-value';
import { placeOf, valueEntry } from '../value/movement-value';
import { ValueHistory } from '../value/value-history';
import { copyOfValue, noStock, stateIn, stateJson, type ValueState, type ValueStateJson } from '../value/value-state';
import { bytesOfHeld, copyOfHeld, foldsOfHeld, nothingHeld, recordHeld, type HeldStock } from './held-stock';
import { heldIn, heldJson, type HeldJson } from './held-stock-json';
import { countOf, countsOf, takeCountOut, type PostedCount } from './posted-counts';
import {
  balanceKey,
  copyOfTimeline,
  emptyTimeline,
  record,
  bytesOf,
  takeOut,
  type BalanceKey,
  type Timeline,
} from './timeline';

const CATEGORY = 'inventory.stock_ledger';

type Transaction = { readonly type: string; readonly data: StockTransaction; readonly revision: number };
type MethodChange = { readonly data: CostMethodChanged; readonly revision: number };
type Counting = { readonly data: StockCounted; readonly revision: number };

/** Every event of the stream is a transaction of some type, a count, or changes the cost method, a lot or a reservation. */
function onEvery<State extends HeldStock>({
  onTransaction,
  onMethod,
  onCount,
}: {
  readonly onTransaction: (state: State, transaction: Transaction) => State;
  readonly onMethod: (state: State, change: MethodChange) => State;
  readonly onCount: (state: State, counting: Counting) => State;
}) {
  return [
    ...STOCK_TRANSACTIONS.map((type) => evolve(type, onTransaction)),
    evolve(CostMethodChanged, onMethod),
    evolve(StockCounted, onCount),
    ...foldsOfHeld<State>(),
  ] as const;
}

/** The state of an item's stock decisions: balances over effective time, lots and reservations. */
export interface StockLedger extends HeldStock {
  readonly timeline: Timeline;
  /** Reversed ones, too. */
  hasMovements: boolean;
  /** Epoch milliseconds of the latest movement in effective order. */
  lastEffectiveAt: number;
  /** Stock and value after all movements. Undefined before the first one, and where the past was changed. */
  value: ValueState | undefined;
  /** The past was changed, so that values are known from the whole history only; until a later one brings the value. */
  isRestated: boolean;
}

/** The shape of a snapshot: JSON of a `StockLedger`. */
interface StockLedgerJson {
  readonly balances: readonly (readonly [BalanceKey, string])[];
  readonly entries: readonly (readonly [at: number, revision: number, key: BalanceKey, delta: string])[];
  readonly horizon: number | null;
  readonly hasMovements: boolean;
  readonly lastEffectiveAt: number | null;
  readonly held: HeldJson;
  readonly value: ValueStateJson | null;
  readonly isRestated: boolean;
}

function recordIn(ledger: StockLedger, transaction: Transaction): StockLedger {
  const { data, revision } = transaction;
  const at = Date.parse(data.effectiveAt);
  recordValue(ledger, data, at);
  for (const movement of data.movements) recordMovement(ledger.timeline, transaction, movement);
  recordHeld(ledger, data, revision);
  ledger.hasMovements = true;
  ledger.lastEffectiveAt = Math.max(ledger.lastEffectiveAt, at);
  return ledger;
}

/** A reversing movement takes the reversed one out. */
function recordMovement(timeline: Timeline, { data, revision }: Transaction, movement: StockMovement): void {
  const { locationId, lot, stockQuantity, place, reverses } = movement;
  const at = Date.parse(data.effectiveAt);
  const key = balanceKey(locationId, lot?.number ?? null);
  const delta = quantityUnits(stockQuantity);
  if (reverses === null) record(timeline, { at, revision: place?.revision ?? revision, key, delta });
  else takeOut(timeline, { at, revision: (data as StockReversed).reversedRevision, key, delta: -delta });
}

/**
 * A transaction in order is added to the value. After one that changes the past, only the whole history tells the value,
 * until one in order brings it.
 */
function recordValue(ledger: StockLedger, transaction: StockTransaction, at: number): void {
  const { movements, seen, exchangeRate, valueAfter } = transaction;
  if (valueAfter) {
    ledger.isRestated = false;
    ledger.value = stateOf(valueAfter);
  }
  if (valueAfter || ledger.isRestated) return;
  const isLast = at >= ledger.lastEffectiveAt;
  if (!isLast || movements.some(({ reverses, takesBack }) => reverses !== null || takesBack !== null)) {
    ledger.isRestated = true;
    ledger.value = undefined;
    return;
  }
  const state = (ledger.value ??= noStock(seen.firstMethod));
  for (const movement of movements) apply(state, valueEntry(movement, exchangeRate));
}

function changeMethodIn(ledger: StockLedger, { data }: MethodChange): StockLedger {
  const at = Date.parse(data.effectiveAt);
  if (at < ledger.lastEffectiveAt) {
    ledger.isRestated = true;
    ledger.value = undefined;
  } else if (!ledger.isRestated) {
    apply((ledger.value ??= noStock(data.seen.firstMethod)), methodEntry(data));
  }
  ledger.lastEffectiveAt = Math.max(ledger.lastEffectiveAt, at);
  return ledger;
}

const methodEntry = ({ changeId, costMethod }: CostMethodChanged) =>
  ({ kind: 'method', id: changeId, method: costMethod }) as const;

/**
 * An item's stock, apart from its details. The state holds the latest movements (see `Timeline`), a balance for every
 * location and lot with stock, and every lot that ever came in with its expiry: a lot number keeps its expiry when it
 * comes in again, however long there was none of it; and the reservations that are open or ended lately. The state grows
 * with the lots, the open layers and the open reservations.
 */
export const stockLedger = aggregate(
  CATEGORY,
  (): StockLedger => ({
    ...nothingHeld(false),
    timeline: emptyTimeline(),
    hasMovements: false,
    lastEffectiveAt: Number.NEGATIVE_INFINITY,
    value: undefined,
    isRestated: false,
  }),
  onEvery({ onTransaction: recordIn, onMethod: changeMethodIn, onCount: (ledger) => ledger }),
  {
    mutates: true,
    bytes: ({ timeline, value, ...held }) => bytesOf(timeline) + bytesOfHeld(held) + 100 * (value?.layers.length ?? 0),
    copy: (ledger) => ({
      ...ledger,
      ...copyOfHeld(ledger),
      timeline: copyOfTimeline(ledger.timeline),
      value: ledger.value && copyOfValue(ledger.value),
    }),
    snapshot: {
      version: 5,
      toJson: ({ timeline, hasMovements, lastEffectiveAt, value, isRestated, ...held }): StockLedgerJson => ({
        balances: [...timeline.balances].map(([key, balance]) => [key, String(balance)]),
        entries: timeline.entries.map(({ at, revision, key, delta }) => [at, revision, key, String(delta)]),
        horizon: Number.isFinite(timeline.horizon) ? timeline.horizon : null,
        hasMovements,
        lastEffectiveAt: Number.isFinite(lastEffectiveAt) ? lastEffectiveAt : null,
        held: heldJson(held),
        value: value ? stateJson(value) : null,
        isRestated,
      }),
      fromJson: (json: StockLedgerJson): StockLedger => ({
        ...heldIn(json.held),
        timeline: {
          ...emptyTimeline(),
          balances: new Map(json.balances.map(([key, balance]) => [key, BigInt(balance)])),
          entries: json.entries.map(([at, revision, key, delta]) => ({ at, revision, key, delta: BigInt(delta) })),
          horizon: json.horizon ?? Number.NEGATIVE_INFINITY,
        },
        hasMovements: json.hasMovements,
        lastEffectiveAt: json.lastEffectiveAt ?? Number.NEGATIVE_INFINITY,
        value: json.value ? stateIn(json.value) : undefined,
        isRestated: json.isRestated,
      }),
    },
  },
);

/** Whether the values of movements at a moment follow from the ledger alone. */
export function isValuedBy({ isRestated, lastEffectiveAt }: StockLedger, at: number): boolean {
  return !isRestated && at >= lastEffectiveAt;
}

export type StockEvent = EventsOf<typeof stockLedger>;
export type TransactionEvent = Extract<StockEvent, { readonly data: StockTransaction }>;

/** A transaction of the past, for the decisions that name it. */
export interface PastTransaction extends Omit<StockTransaction, 'seen' | 'corrects' | 'valueAfter'> {
  readonly revision: number;
  readonly type: string;
  /** It counts no more. */
  readonly isReversed: boolean;
}

/** The whole history of an item's stock. */
export interface StockHistory extends HeldStock {
  readonly timeline: Timeline;
  /** Undefined before the first transaction. */
  values: ValueHistory | undefined;
  readonly transactions: Map<string, PastTransaction>;
  /** The transaction of each movement, by the movement's id. */
  readonly ofMovement: Map<string, string>;
  /** In the order in which they were posted. */
  readonly counts: PostedCount[];
}

/**
 * The same stream with everything kept, for the rarer decisions: about a moment before the ledger's horizon, about a
 * past that was changed, and about one movement. It has a weight, so that a few long ones cannot fill the memory. A
 * shared state is copied when an event comes, which costs a fraction of reading it again.
 */
export const stockHistory = aggregate(
  CATEGORY,
  (): StockHistory => ({
    ...nothingHeld(true),
    timeline: emptyTimeline(Number.POSITIVE_INFINITY),
    values: undefined,
    transactions: new Map(),
    ofMovement: new Map(),
    counts: [],
  }),
  onEvery({
    onTransaction: keepTransaction,
    onMethod: (history, { data, revision }) => {
      const place = { at: Date.parse(data.effectiveAt), revision, ordinal: 0 };
      (history.values ??= new ValueHistory(data.seen.firstMethod)).add({ place, entry: methodEntry(data) });
      return history;
    },
    onCount: (history, { data, revision }) => {
      history.counts.push(countOf(data, revision));
      return history;
    },
  }),
  {
    mutates: true,
    bytes: ({ timeline, ofMovement, counts, ...held }) =>
      bytesOf(timeline) + 1_500 * ofMovement.size + 200 * counts.length + bytesOfHeld(held),
    copy: ({ timeline, values, transactions, ofMovement, counts, ...held }) => ({
      ...held,
      ...copyOfHeld(held),
      timeline: copyOfTimeline(timeline),
      values: values?.copy(),
      transactions: new Map(transactions),
      ofMovement: new Map(ofMovement),
      counts: [...counts],
    }),
  },
);

function keepTransaction(history: StockHistory, recorded: Transaction): StockHistory {
  const { type, data, revision } = recorded;
  const { seen, corrects: _, valueAfter: _after, ...transaction } = data;
  const { transactionId, effectiveAt, exchangeRate, movements } = transaction;
  const { timeline, transactions, ofMovement, counts } = history;
  const values = (history.values ??= new ValueHistory(seen.firstMethod));
  const at = Date.parse(effectiveAt);
  const reversed = new Set(movements.flatMap(({ reverses }) => reverses ?? []));
  if (reversed.size > 0) values.remove(reversed);
  for (const id of reversed) markReversed(history, id);
  recordHeld(history, data, revision);
  for (const [ordinal, movement] of movements.entries()) {
    recordMovement(timeline, recorded, movement);
    ofMovement.set(movement.movementId, transactionId);
    if (movement.reverses !== null) continue;
    const place = placeOf(movement, at, { revision, ordinal });
    values.add({ place, entry: valueEntry(movement, exchangeRate) });
  }
  transactions.set(transactionId, { ...transaction, revision, type, isReversed: false });
  counts.push(...countsOf(data, revision));
  return history;
}

function markReversed({ transactions, ofMovement, counts }: StockHistory, movementId: string): void {
  const id = ofMovement.get(movementId) ?? '';
  const found = transactions.get(id);
  if (!found) return;
  transactions.set(id, { ...found, isReversed: true });
  takeCountOut(counts, id);
}
