import { refuse } from '#contracts/errors';
import type { MovedLot } from '#contracts/inventory/stock-events';
import { quantityText } from '#contracts/values/amounts';
import { localDate } from '#contracts/values/local-date';
import { balancesAt, placeOfKey } from './balances';
import { isExpired } from './lot-expiry';
import { conditionOf, expiryOf, type Lots } from './lots';
import { reservedAt, type StockReservation, type StockReservations } from './reservations';
import type { StockFacts } from './stock-facts';
import type { StockLedger } from './stock-ledger';
import type { BalanceKey, Timeline } from './timeline';

/** An item's stock as a decision sees it: its balances, lots and reservations over effective time. */
export interface SeenStock {
  readonly timeline: Timeline;
  readonly lots: Lots;
  readonly reservations: StockReservations;
  /** Epoch milliseconds of the latest movement in effective order. */
  readonly lastEffectiveAt: number;
  readonly parentOf: ParentOf;
  /** The date of a moment in the organisation's calendar; asked for only where a lot has a last day. */
  readonly dayOf: (at: number) => string;
}

/** Of the whole history where the facts have it, else of the ledger. */
export function seenStock({ history, organization, places }: StockFacts, ledger: StockLedger): SeenStock {
  const { timeline, lots, reservations } = history ?? ledger;
  const dayOf = (at: number) => {
    if (!organization) throw new TypeError("a lot's expiry was to be judged without the organisation's time zone");
    return localDate(new Date(at).toISOString(), organization.timeZone);
  };
  return { timeline, lots, reservations, lastEffectiveAt: ledger.lastEffectiveAt, parentOf: parentsIn(places), dayOf };
}

/** Whether a lot may be used as of a moment: it has not expired and is not in quarantine. Stock without a lot may. */
export function usabilityAt({ lots, dayOf }: SeenStock, at: number): (lotNumber: string | null) => boolean {
  let day: string | undefined;
  return (lotNumber) => {
    if (lotNumber === null) return true;
    const lot = lots.get(lotNumber);
    if (conditionOf(lot, at) !== 'available') return false;
    const expiresOn = expiryOf(lot, at);
    return expiresOn === null || !isExpired(expiresOn, (day ??= dayOf(at)));
  };
}

/** A part of an item's stock: a location, a lot, a lot at a location; all of it where both are null. */
export interface StockPart {
  readonly locationId: string | null;
  readonly lotNumber: string | null;
}

export const WHOLE: StockPart = { locationId: null, lotNumber: null };

function partKey({ locationId, lotNumber }: StockPart): string {
  return `${locationId ?? '*'}|${lotNumber ?? ''}`;
}

/** The location that another one lies in; null for none. */
export type ParentOf = (locationId: string) => string | null;

export function parentsIn(places: ReadonlyMap<string, { readonly parentId: string | null }> | undefined): ParentOf {
  return (locationId) => places?.get(locationId)?.parentId ?? null;
}

/** A location, and those that it lies in. */
export function withAncestors(locationId: string, parentOf: ParentOf): string[] {
  const chain: string[] = [];
  for (let at: string | null = locationId; at !== null; at = parentOf(at)) chain.push(at);
  return chain;
}

/** Whether a location is another one, or lies in it at any depth. */
export function isInside(locationId: string, other: string, parentOf: ParentOf): boolean {
  for (let at: string | null = locationId; at !== null; at = parentOf(at)) if (at === other) return true;
  return false;
}

/** Whether a part belongs to a larger one: a location has all that lies in it. */
export function isWithin(part: StockPart, whole: StockPart, parentOf: ParentOf): boolean {
  if (whole.lotNumber !== null && whole.lotNumber !== part.lotNumber) return false;
  if (whole.locationId === null) return true;
  return part.locationId !== null && isInside(part.locationId, whole.locationId, parentOf);
}

/** All parts that a location and lot belong to, the whole first: each has to cover what is taken or reserved of it. */
export function partsAround({ locationId, lotNumber }: StockPart, parentOf: ParentOf): StockPart[] {
  const places = [null, ...(locationId === null ? [] : withAncestors(locationId, parentOf))];
  return (lotNumber === null ? [null] : [null, lotNumber]).flatMap((lot) =>
    places.map((place) => ({ locationId: place, lotNumber: lot })),
  );
}

/** Quantities, in thousandths, each with the location and lot that it is of. */
type PartQuantities = Iterable<readonly [of: StockPart, units: bigint]>;

/** Sums of quantities, in thousandths, by part of the stock. */
export type PartSums = (part: StockPart) => bigint;

/**
 * Each quantity counts in all of `partsOf` its location and lot. All are summed in one pass: a sum costs the same however
 * many quantities there are.
 */
export function sumsByPart(quantities: PartQuantities, partsOf: (of: StockPart) => readonly StockPart[]): PartSums {
  const sums = new Map<string, bigint>();
  for (const [of, units] of quantities) {
    if (units === 0n) continue;
    for (const part of partsOf(of)) {
      const key = partKey(part);
      sums.set(key, (sums.get(key) ?? 0n) + units);
    }
  }
  return (part) => sums.get(partKey(part)) ?? 0n;
}

/** Quantities as of a moment, by part of the stock. */
export interface Availability {
  /** On hand − expired − quarantined, in thousandths. */
  readonly usable: PartSums;
  /** Of reservations that bind a quantity to this part, or to a part of it. */
  readonly reserved: PartSums;
  /** Usable − reserved; below zero where reservations are not covered. */
  readonly available: PartSums;
  readonly isUsable: (lotNumber: string | null) => boolean;
}

/** `now`: after all movements, however they are dated, with lots and reservations as of `at`. */
export function availabilityAt(stock: SeenStock, at: number, { now = false } = {}): Availability {
  const balances = now ? stock.timeline.balances : balancesAt(stock.timeline, at);
  const isUsable = usabilityAt(stock, at);
  const partsOf = (of: StockPart) => partsAround(of, stock.parentOf);
  const usable = sumsByPart(usableIn(balances, isUsable), partsOf);
  const reserved = sumsByPart(reservedIn(stock, at), partsOf);
  return { isUsable, usable, reserved, available: (part) => usable(part) - reserved(part) };
}

/** The present of a decision: no earlier than the item's latest movement. */
export function presentOf(
  { lastEffectiveAt }: Pick<SeenStock, 'lastEffectiveAt'>,
  { now, effectiveAt }: { readonly now: string; readonly effectiveAt: string },
): number {
  return Math.max(Date.parse(now), lastEffectiveAt, Date.parse(effectiveAt));
}

/** Stock that goes out of one location and lot. */
export interface TakenStock {
  readonly locationId: string;
  readonly lot: MovedLot | null;
  /** In thousandths, positive. */
  readonly stockUnits: bigint;
}

interface Taking {
  readonly effectiveAt: string;
  /** Of the decision. */
  readonly now: string;
  /** The reservation that it names, and how much it consumes of it. */
  readonly consuming?: { readonly reservation: StockReservation; readonly quantity: bigint } | undefined;
}

/**
 * Refuses what is more than available at its effective moment, and what would leave reservations uncovered now. The
 * item and each location and lot that it comes out of have to cover it. Stock of a lot that is not available at a moment
 * does not count then, on either side.
 */
export function refuseUnavailable(
  facts: StockFacts,
  ledger: StockLedger,
  taken: readonly TakenStock[],
  taking: Taking,
): void {
  const stock = seenStock(facts, ledger);
  if (facts.item.allowNegative || stock.reservations.size === 0) return;
  const [at, present] = [Date.parse(taking.effectiveAt), presentOf(ledger, taking)];
  refuseAsOf(at, stock, availabilityAt(stock, at), taken, taking);
  if (present > at) refuseAsOf(present, stock, availabilityAt(stock, present, { now: true }), taken, taking);
}

function refuseAsOf(
  at: number,
  { parentOf }: SeenStock,
  availability: Availability,
  taken: readonly TakenStock[],
  { consuming }: Taking,
): void {
  const usable = taken.filter(({ lot }) => availability.isUsable(lot?.number ?? null));
  const lowered = sumsByPart(
    usable.map((of) => [placeOfTaken(of), of.stockUnits]),
    (of) => partsAround(of, parentOf),
  );
  for (const part of partsTaken(taken, parentOf)) {
    const isConsumed = consuming && isWithin(consuming.reservation, part, parentOf);
    const needed = lowered(part) - (isConsumed ? consumedAt(at, consuming) : 0n);
    const available = availability.available(part);
    if (needed <= 0n || available >= needed) continue;
    refuse('INSUFFICIENT_AVAILABLE', {
      moment: new Date(at).toISOString(),
      ...part,
      available: quantityText(available),
      shortage: quantityText(available > 0n ? needed - available : needed),
    });
  }
}

/** How much less is reserved as of a moment, because of what the usage consumes. */
function consumedAt(at: number, { reservation, quantity }: NonNullable<Taking['consuming']>): bigint {
  const reserved = reservedAt(reservation, at);
  return reserved < quantity ? reserved : quantity;
}

const placeOfTaken = ({ locationId, lot }: TakenStock): StockPart => ({ locationId, lotNumber: lot?.number ?? null });

/** All parts that the stock comes out of, each once. */
function partsTaken(taken: readonly TakenStock[], parentOf: ParentOf): StockPart[] {
  const parts = taken.flatMap((of) => partsAround(placeOfTaken(of), parentOf));
  return [...new Map(parts.map((part) => [partKey(part), part])).values()];
}

function* reservedIn({ reservations }: SeenStock, at: number): PartQuantities {
  for (const reservation of reservations.values()) yield [reservation, reservedAt(reservation, at)];
}

function* usableIn(balances: ReadonlyMap<BalanceKey, bigint>, isUsable: Availability['isUsable']): PartQuantities {
  for (const [key, balance] of balances) {
    const place = placeOfKey(key);
    if (isUsable(place.lotNumber)) yield [place, balance];
  }
}
