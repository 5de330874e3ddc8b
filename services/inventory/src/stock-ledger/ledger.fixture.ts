import { v5 } from 'uuid';
import { event } from '#contracts/declare/event';
import type { CostMethod } from '#contracts/inventory/item-events';
import {
  CostMethodChanged,
  StockAdjusted,
  StockCorrected,
  StockReceived,
  StockReversed,
  StockTakenBack,
  StockTransferred,
  StockUsed,
  type StockMovement,
  type StockTransaction,
} from '#contracts/inventory/stock-events';
import { quantityText, quantityUnits, scaledText } from '#contracts/values/amounts';
import type { Recorded } from '#libs/event-sourcing';
import { recordedEvent } from '#libs/testing/folding';
import { apply } from '../value/apply';
import { moneyText, moneyUnits, valueEntry, type UnvaluedMovement } from '../value/movement-value';
import type { Place, ValuedEntry } from '../value/value-history';
import { copyOfValue, noStock, type ValueState } from '../value/value-state';
import { totalsIn } from '../value/value.fixture';
import { ITEM, SHELF } from './stock-ledger.fixture';
import { stockHistory, type StockEvent, type StockHistory } from './stock-ledger';

export interface Told {
  /** Effective, in days of March 2026; fractions are allowed. Without one it counts last. */
  readonly day?: number;
  readonly name?: string;
  readonly locationId?: string;
  readonly toLocationId?: string;
  readonly lot?: string;
}

const DAY_MS = 86_400_000;
const START = Date.parse('2026-02-28T09:00:00.000Z');
export const dayOf = (day: number) => new Date(START + Math.round(day * DAY_MS)).toISOString();

export const SHELF_2 = '0197a3c4-0000-7000-8000-00000000000a';

type Typed = (transaction: StockTransaction) => StockEvent;

/**
 * Stock events of one item as its commands would record them, with the values known at each. In the notation of the
 * worked cases: `R 10@2` a receipt by unit cost, `R 3=10` by total, `U 4` a usage, `A +5`, `A -5` and `A +5@2`
 * adjustments, `T 4` a transfer, `B 3 of U1` a take-back, `M fifo` a change of method. An id follows from its name.
 */
export class LedgerStory {
  readonly events: StockEvent[] = [];
  history: StockHistory = stockHistory.initial();
  private latest = 1;
  private readonly transactions = new Map<string, StockTransaction & { readonly revision: number }>();

  constructor(
    readonly method: CostMethod,
    readonly itemId = ITEM,
    private readonly places: readonly string[] = [SHELF, SHELF_2],
  ) {}

  /** Records one command, and answers its movements. */
  tell(notation: string, told: Told = {}): StockTransaction | undefined {
    const { kind, sign, amount, by, cost } = read(notation);
    const effectiveAt = this.at(told.day);
    if (kind === 'M') {
      this.changeMethod(amount as CostMethod, effectiveAt);
      return undefined;
    }
    const goesOut = kind === 'U' || kind === 'T' || sign === '-';
    const units = quantityUnits(amount);
    const quantity = quantityText(goesOut ? -units : units);
    const own = { unitCost: by === '@' ? cost : null, totalCost: by === '=' ? cost : null };
    const moved = { quantity, ...own, ...told };
    const name = told.name ?? `#${this.events.length}`;
    if (kind === 'R')
      return this.record((data) => event(StockReceived, data), name, effectiveAt, [{ ...moved, kind: 'receive' }]);
    if (kind === 'U')
      return this.record((data) => event(StockUsed, { ...data, consumed: null }), name, effectiveAt, [
        { ...moved, kind: 'use' },
      ]);
    if (kind === 'A') {
      const adjusted = { reason: 'correction' } as const;
      return this.record((data) => event(StockAdjusted, { ...data, ...adjusted }), name, effectiveAt, [
        { ...moved, kind: 'adjust' },
      ]);
    }
    if (kind === 'B') {
      const back = { ...moved, ...own, unitCost: null, kind: 'use', takesBack: this.idOf(cost) } as const;
      const { effectiveAt: usedAt } = this.transaction(cost);
      return this.record((data) => event(StockTakenBack, { ...data, usedAt }), name, effectiveAt, [back]);
    }
    const legs = [
      { ...moved, kind: 'transfer' },
      {
        ...moved,
        quantity: quantityText(units),
        kind: 'transfer',
        locationId: told.toLocationId ?? this.places[1] ?? '',
      },
    ] as const;
    return this.record((data) => event(StockTransferred, data), name, effectiveAt, legs);
  }

  reverse(name: string): StockTransaction {
    const { effectiveAt, transactionId, movements, revision } = this.transaction(name);
    const mirrored = this.mirrored(movements);
    const data = this.transactionOf(`reversal of ${name}`, effectiveAt, mirrored);
    this.take(
      event(StockReversed, {
        ...data,
        reversed: transactionId,
        reversedRevision: movements[0]?.place?.revision ?? revision,
      }),
    );
    return data;
  }

  /** Replaces a receipt in its place. */
  correct(name: string, cost: { unitCost?: string; totalCost?: string; quantity?: string }): StockTransaction {
    const { effectiveAt, transactionId, movements, revision } = this.transaction(name);
    const values = this.history.values?.copy();
    values?.remove(new Set(movements.map(({ movementId }) => movementId)));
    const corrected = `${name} corrected ${this.events.length}`;
    const place = movements[0]?.place ?? { revision, ordinal: 0 };
    const [was] = movements as [StockMovement];
    const quantity = cost.quantity ?? was.stockQuantity;
    const replacing: UnvaluedMovement = {
      ...was,
      movementId: this.idOf(corrected),
      quantity,
      stockQuantity: quantity,
      unitCost: cost.totalCost === undefined ? (cost.unitCost ?? was.unitCost) : null,
      totalCost: cost.totalCost ?? (cost.unitCost === undefined ? was.totalCost : null),
      place,
    };
    const at = { at: Date.parse(effectiveAt), ...place };
    const state = values?.stateBefore(at) ?? noStock(this.method);
    const data = this.transactionOf(corrected, effectiveAt, [
      ...this.mirrored(movements),
      ...valued(state, [replacing]),
    ]);
    this.take(event(StockCorrected, { ...data, reversed: transactionId, reversedRevision: place.revision }));
    this.transactions.set(name, { ...data, movements: data.movements.slice(1), revision: this.events.length - 1 });
    return data;
  }

  /** The value of a movement as known now. */
  valued(id: string): ValuedEntry | undefined {
    return this.history.values?.all().find(({ entry }) => entry.id === id);
  }

  /** As a log would hold them. `recordedAt`: of the event at a revision. */
  recorded(tenantId?: string): Recorded[] {
    return this.events.map((made, revision) =>
      recordedEvent(made, revision, tenantId === undefined ? {} : { tenantId }),
    );
  }

  idOf(name: string, leg = 0): string {
    return v5(`${this.itemId} ${name} ${leg}`, ITEM);
  }

  transaction(name: string) {
    const found = this.transactions.get(name);
    if (!found) throw new Error(`no transaction ${name}`);
    return found;
  }

  /** On hand and value, as in `12 / 34.00`. */
  now(): string {
    return totals(totalsIn(this.history.values));
  }

  private at(day: number | undefined): string {
    this.latest = Math.max(this.latest, day ?? this.latest + 1 / 1_024);
    return dayOf(day ?? this.latest);
  }

  private record(
    typed: Typed,
    name: string,
    effectiveAt: string,
    moved: readonly (Told &
      Pick<UnvaluedMovement, 'kind' | 'quantity' | 'unitCost' | 'totalCost'> & { takesBack?: string })[],
  ): StockTransaction {
    const movements = moved.map(({ kind, quantity, unitCost, totalCost, locationId, lot, takesBack }, leg) => ({
      movementId: this.idOf(name, leg),
      kind,
      locationId: locationId ?? (this.places[0] as string),
      lot: lot === undefined ? null : { number: lot, expiresOn: null },
      quantity,
      unit: 'pcs',
      factor: '1',
      stockQuantity: quantity,
      unitCost,
      totalCost,
      allocatedCost: null,
      reverses: null,
      takesBack: takesBack ?? null,
      place: null,
    }));
    const place = { at: Date.parse(effectiveAt), revision: Infinity, ordinal: 0 };
    const data = this.transactionOf(name, effectiveAt, valued(this.stateFor(movements, place), movements));
    this.take(typed(data));
    this.transactions.set(name, { ...data, revision: this.events.length - 1 });
    return data;
  }

  /** The state before a place; a take-back needs the usage that it names in it. */
  private stateFor(movements: readonly UnvaluedMovement[], place: Place): ValueState {
    const { values } = this.history;
    const [back] = movements;
    if (!values || !back || back.takesBack === null)
      return values ? copyOfValue(values.stateBefore(place)) : noStock(this.method);
    const watching = values.copy();
    watching.add({ place: { ...place, revision: this.events.length }, entry: valueEntry(back, null) });
    return watching.stateBefore({ ...place, revision: this.events.length - 0.5 });
  }

  private mirrored(movements: readonly StockMovement[]): StockMovement[] {
    return movements.map((movement) => {
      const known = this.valued(movement.movementId);
      return {
        ...movement,
        movementId: this.idOf(`reversal of ${movement.movementId}`),
        quantity: opposite(movement.quantity),
        stockQuantity: opposite(movement.stockQuantity),
        value: moneyText(-(known?.value ?? moneyUnits(movement.value))),
        settled: moneyText(-(known?.settled ?? moneyUnits(movement.settled))),
        reverses: movement.movementId,
        place: null,
      };
    });
  }

  private changeMethod(costMethod: CostMethod, effectiveAt: string): void {
    const changeId = this.idOf(`method ${this.events.length}`);
    this.take(event(CostMethodChanged, { changeId, itemId: this.itemId, costMethod, effectiveAt, seen: this.seen() }));
  }

  private transactionOf(name: string, effectiveAt: string, movements: readonly StockMovement[]): StockTransaction {
    const nothing = { reference: null, note: null, reason: null, corrects: null, exchangeRate: null };
    const about = { transactionId: this.idOf(`transaction ${name}`), itemId: this.itemId, effectiveAt };
    return {
      ...about,
      movements,
      ...nothing,
      reservationId: null,
      employeeId: null,
      source: null,
      valueAfter: null,
      seen: this.seen(),
    };
  }

  private seen() {
    return {
      itemRevision: 0,
      firstMethod: this.method,
      locations: [],
      freezeRevision: null,
      organizationRevision: null,
    };
  }

  private take(made: StockEvent): void {
    const revision = this.events.length;
    this.events.push(made);
    const occurredAt = '2026-01-31T12:00:00.000Z';
    this.history = stockHistory.evolve(this.history, { ...made, revision, occurredAt });
  }
}

function valued(state: ValueState, movements: readonly UnvaluedMovement[]): StockMovement[] {
  return movements.map((movement) => {
    const { value, settled } = apply(state, valueEntry(movement, null));
    return { ...movement, value: moneyText(value), settled: moneyText(settled) };
  });
}

function read(notation: string) {
  const [, kind = '', sign = '', amount = '', by = '', cost = ''] =
    /^(R|U|A|T|B|M) ([+-]?)([\w.]+)(?:(@|=| of )(.+))?$/.exec(notation) ?? [];
  return { kind, sign, amount, by, cost };
}

function opposite(quantity: string): string {
  return quantityText(-quantityUnits(quantity));
}

/** On hand and value, as in `12 / 34.00`. */
export function totals({ quantity, value }: { readonly quantity: bigint; readonly value: bigint }): string {
  return `${scaledText(quantity, 3).replace(/\.?0+$/, '')} / ${shortMoney(moneyText(value))}`;
}

/** Money to two places where the others are zero. */
export function shortMoney(text: string): string {
  return text.replace(/(\.\d\d)00$/, '$1');
}
