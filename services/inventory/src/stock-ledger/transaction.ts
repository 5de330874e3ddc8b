import { daysAfter, localDate } from '#contracts/values/local-date';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { faultAt, refuse } from '#contracts/errors';
import type { UnitFactor } from '#contracts/inventory/item-events';
import type {
  ReturnRecorded,
  TakenBackRecorded,
  TransactionRecorded,
  UsageRecorded,
} from '#contracts/inventory/stock-answers';
import type {
  MovedLot,
  MovementKind,
  SeenFacts,
  StockMovement,
  StockReturned,
  StockTransaction,
} from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import type { Item } from '../item/item';
import { fractionOf, moneyText, moneyUnits, type UnvaluedMovement } from '../value/movement-value';
import { rounded } from '#contracts/values/fraction';
import { expiryOf } from './lots';
import type { StockFacts } from './stock-facts';
import type { StockEvent, StockLedger } from './stock-ledger';
import { valued } from './valued';

/** How far ahead of now a movement may be effective: the largest difference between two clocks. */
const AHEAD_MS = 5_000;

/** |stock quantity| stays below this, in thousandths: the limit of a quantity field. */
const LIMIT = 10n ** 15n;

/**
 * The effective time of a transaction: as given, or else the later of now and the item's last one; for a process, of the
 * time at which it took the line. Not in a freeze.
 */
export function effectiveTime(asked: string | undefined, ledger: StockLedger, given: Given<StockFacts>): string {
  const effectiveAt = momentOf(asked, ledger, given.now, given.facts.posted?.takenAt);
  refuseFrozen(given, effectiveAt);
  return effectiveAt;
}

/** The same for what moves no stock: a freeze is none of its concern. */
export function momentOf(asked: string | undefined, ledger: StockLedger, now: string, takenAt = now): string {
  if (asked === undefined) return new Date(Math.max(Date.parse(takenAt), ledger.lastEffectiveAt)).toISOString();
  if (Date.parse(asked) > Date.parse(now) + AHEAD_MS) refuse('EFFECTIVE_IN_FUTURE', { effectiveAt: asked, now });
  return asked;
}

/** Refuses an effective time in a frozen period, unless the actor may record there. */
export function refuseFrozen({ facts, actor }: Given<StockFacts>, effectiveAt: string): void {
  const { through } = facts.freeze;
  if (through === null || dayOf(effectiveAt, facts) > through) return;
  if (!actor.may('inventory.freeze.bypass')) refuse('PERIOD_FROZEN', { effectiveAt, through });
}

/** A quantity as entered, with its amount in the item's stock unit. */
export interface Measured {
  readonly quantity: string;
  readonly unit: string;
  readonly factor: string;
  /** In thousandths. */
  readonly stockUnits: bigint;
}

const STOCK_UNIT = { factor: '1', rounding: 'exact' } as const;

/**
 * Converts as the unit says: exactly, or rounded half away from zero. Otherwise `UNIT_NOT_EXACT`, also for a quantity that
 * comes to nothing; a unit that the item does not have is `VALIDATION_FAILED`.
 */
export function measure(item: Item, quantity: string, unit: string | undefined): Measured {
  return measuredBy(unitOf(item, unit), quantity);
}

/** The unit that a quantity is entered in; the stock unit where none is named. */
export function unitOf(item: Pick<Item, 'unit' | 'units'>, unit: string | undefined): UnitFactor {
  if (unit === undefined || unit === item.unit) return { unit: item.unit, ...STOCK_UNIT };
  const { factor, rounding } =
    item.units.find((each) => each.unit === unit) ?? invalidField('unit', 'CHOICE', 'is no unit of this item');
  return { unit, factor, rounding };
}

/** The quantity of a recorded movement, as measured then. */
export function measuredIn({ quantity, unit, factor, stockQuantity }: StockMovement): Measured {
  return { quantity, unit, factor, stockUnits: quantityUnits(stockQuantity) };
}

/**
 * Another quantity of a recorded movement, in its unit and by its factor: a factor changes for later movements only. It
 * is rounded as the item's unit of that name is.
 */
export function remeasured(
  { units }: Pick<Item, 'units'>,
  { unit, factor }: Pick<StockMovement, 'unit' | 'factor'>,
  quantity: string,
): Measured {
  const rounding = units.find((each) => each.unit === unit)?.rounding ?? 'exact';
  return measuredBy({ unit, factor, rounding }, quantity);
}

function measuredBy({ unit, factor, rounding }: UnitFactor, quantity: string): Measured {
  const { numerator, denominator } = fractionOf(factor);
  const product = quantityUnits(quantity) * numerator;
  const stockUnits = rounded(product, denominator);
  const isExact = stockUnits * denominator === product;
  if ((!isExact && rounding === 'exact') || stockUnits === 0n) refuse('UNIT_NOT_EXACT', { quantity, unit, factor });
  if (stockUnits >= LIMIT || stockUnits <= -LIMIT) invalidField('quantity', 'RANGE', 'is too large in the stock unit');
  return { quantity, unit, factor, stockUnits };
}

interface NamedLot {
  readonly number: string;
  readonly expiresOn?: string;
}

/**
 * The lot of incoming stock: required for an item tracked by lot, and refused for any other. A lot that is there keeps
 * its expiry; a new one has its own from then on.
 */
export function incomingLot(
  facts: StockFacts,
  ledger: StockLedger,
  lot: NamedLot | undefined,
  { field, effectiveAt }: { readonly field: string; readonly effectiveAt: string },
): MovedLot | null {
  const named = trackedLot(facts.item, lot, field);
  if (!named) return null;
  const known = (facts.history ?? ledger).lots.get(named.number);
  if (!known) return { number: named.number, expiresOn: named.expiresOn ?? shelfLifeEnd(facts, effectiveAt) };
  const expiresOn = expiryOf(known, Date.parse(effectiveAt));
  // A late record may state the expiry that has been corrected since.
  const isKnown = [undefined, expiresOn, expiryOf(known, Infinity)].includes(named.expiresOn);
  if (!isKnown) refuse('LOT_DIFFERS', { lotNumber: named.number, expiresOn });
  return { number: named.number, expiresOn };
}

function trackedLot(item: Item, named: NamedLot | undefined, field: string): NamedLot | null {
  if (!item.lotTracked) {
    if (named) invalidField(field, 'UNKNOWN', 'names a lot, but this item is not tracked by lot');
    return null;
  }
  if (!named) refuse('LOT_REQUIRED');
  return named;
}

/** The last day of a lot's shelf life, counted from its arrival in the organisation's calendar; null: no shelf life. */
function shelfLifeEnd(facts: StockFacts, effectiveAt: string): string | null {
  const { shelfLifeDays } = facts.item;
  return shelfLifeDays === null ? null : daysAfter(dayOf(effectiveAt, facts), shelfLifeDays);
}

/** The date of a moment in the organisation's calendar. */
function dayOf(moment: string, { organization }: StockFacts): string {
  if (!organization) throw new TypeError("a moment's date was asked for without the organisation's time zone");
  return localDate(moment, organization.timeZone);
}

/** Refuses a location of another zone than the item's. */
export function refuseOtherZone({ item, locations }: StockFacts, ...locationIds: readonly string[]): void {
  for (const locationId of locationIds) {
    const zone = locations.get(locationId)?.temperatureZone;
    if (zone !== item.temperatureZone) refuse('ZONE_MISMATCH', { locationId, zone: zone ?? null });
  }
}

/** One movement of a transaction; `sign` −1 for outgoing stock. */
export function movement(
  given: Given<StockFacts>,
  ordinal: number,
  kind: MovementKind,
  moved: {
    readonly locationId: string;
    readonly lot: MovedLot | null;
    readonly measured: Measured;
    readonly sign?: 1 | -1;
    readonly unitCost?: string | undefined;
    readonly totalCost?: string | undefined;
  },
): UnvaluedMovement {
  const { measured, sign = 1 } = moved;
  return {
    movementId: given.newId(`movement-${ordinal}`),
    kind,
    locationId: moved.locationId,
    lot: moved.lot,
    quantity: quantityText(BigInt(sign) * quantityUnits(measured.quantity)),
    unit: measured.unit,
    factor: measured.factor,
    stockQuantity: quantityText(BigInt(sign) * measured.stockUnits),
    unitCost: moved.unitCost ?? null,
    totalCost: moved.totalCost ?? null,
    allocatedCost: given.facts.posted?.allocatedCost ?? null,
    reverses: null,
    takesBack: null,
    place: null,
  };
}

/** The employee to whom stock was issued, where there is one. */
export function issuedTo({ employeeId }: { readonly employeeId?: string | null }): { readonly employeeId?: string } {
  return employeeId === undefined || employeeId === null ? {} : { employeeId };
}

/** The data of a transaction's event: the command's fields, their effect and value, and the facts seen. */
export function transaction(
  command: { readonly itemId: string; readonly reference?: string; readonly note?: string },
  given: Given<StockFacts>,
  ledger: StockLedger,
  { effectiveAt, movements }: { readonly effectiveAt: string; readonly movements: readonly UnvaluedMovement[] },
  more: Partial<StockTransaction> = {},
): StockTransaction {
  const { posted } = given.facts;
  return transactionOf(given, {
    itemId: command.itemId,
    effectiveAt,
    ...valued(given.facts, ledger, effectiveAt, movements),
    exchangeRate: posted?.exchangeRate ?? null,
    source: posted?.source ?? null,
    reference: command.reference ?? posted?.reference ?? null,
    note: command.note ?? null,
    ...more,
  });
}

/** The same for movements that have their values. */
export function transactionOf(
  given: Given<StockFacts>,
  made: Pick<StockTransaction, 'itemId' | 'effectiveAt' | 'movements'> & Partial<StockTransaction>,
): StockTransaction {
  return {
    transactionId: given.newId('transaction'),
    exchangeRate: null,
    reference: null,
    note: null,
    reason: null,
    corrects: null,
    reservationId: null,
    employeeId: null,
    source: null,
    valueAfter: null,
    ...made,
    seen: seenIn(given.facts),
  };
}

export function seenIn({ item, locations, freeze, organization }: StockFacts): SeenFacts {
  return {
    itemRevision: item.revision,
    firstMethod: item.costMethod,
    locations: [...locations].map(([locationId, { revision }]) => ({ locationId, revision })),
    freezeRevision: freeze.revision,
    organizationRevision: organization?.revision ?? null,
  };
}

interface RecordedCommand {
  readonly id: string;
  readonly revision: number;
  readonly events: readonly StockEvent[];
}

/** The transaction that a stock command recorded. */
function recordedIn({ events }: RecordedCommand): StockTransaction {
  const [made] = events;
  if (!made || !('movements' in made.data)) throw new TypeError('a stock command records a transaction');
  return made.data;
}

/** The answer of a stock command: the item's id, and the recorded transaction. */
export function transactionRecorded(_command: object, recorded: RecordedCommand): TransactionRecorded {
  const { transactionId, movements } = recordedIn(recorded);
  const movementIds = movements.map(({ movementId }) => movementId);
  return { id: recorded.id, revision: recorded.revision, transactionId, movementIds };
}

/** The same with the cost of what went out, as known when it was recorded; positive. */
export function usageRecorded(command: object, recorded: RecordedCommand): UsageRecorded {
  const cost = recordedIn(recorded).movements.reduce((sum, { value }) => sum - moneyUnits(value), 0n);
  return { ...transactionRecorded(command, recorded), cost: moneyText(cost) };
}

/** The answer of a take-back, with the cost of what came in again. */
export function takenBackRecorded(command: object, recorded: RecordedCommand): TakenBackRecorded {
  const { cost, ...answer } = usageRecorded(command, recorded);
  return { ...answer, cost: moneyText(-moneyUnits(cost)) };
}

/** The answer of a return, with its cost and the order's price. */
export function returnRecorded(command: object, recorded: RecordedCommand): ReturnRecorded {
  const { orderValue } = recordedIn(recorded) as StockReturned;
  return { ...usageRecorded(command, recorded), orderValue };
}

/** A fault in one field that depends on the state. */
export function invalidField(field: string, code: string, message: string): never {
  throw faultAt('VALIDATION_FAILED', `/${field}`, message, code);
}
