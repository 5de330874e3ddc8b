import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { refuse } from '#contracts/errors';
import type { MovementKind } from '#contracts/inventory/stock-events';
import type { Given } from '#libs/event-sourcing';
import { isActiveAt } from '../activity';
import { fractionOf, type UnvaluedMovement } from '../value/movement-value';
import {
  availabilityAt,
  isInside,
  presentOf,
  seenStock,
  usabilityAt,
  type SeenStock,
  type TakenStock,
} from './availability';
import { firstBelow, outlooksOf, placeOfKey, type Outlook } from './balances';
import { expiryOf, firstArrival } from './lots';
import { byExpiry, pickLots, type Candidate } from './pick-lots';
import type { StockFacts } from './stock-facts';
import type { StockLedger } from './stock-ledger';
import type { BalanceKey } from './timeline';
import { invalidField, movement, type Measured } from './transaction';

/** Stock that is to go out of a location. */
export interface OutgoingStock {
  /** A usage or return is tested for availability; only a usage refuses a named lot that is not available. */
  readonly kind: Extract<MovementKind, 'use' | 'return' | 'adjust' | 'transfer'>;
  readonly locationId: string;
  /** No stock is taken from this location within it, nor from what lies in that one. */
  readonly except?: string;
  /** Of the location itself, and of none in it. */
  readonly isAlone?: boolean;
  /** Undefined: by expiry, for an item tracked by lot. */
  readonly lotNumber: string | undefined;
  /** In thousandths, positive. */
  readonly stockUnits: bigint;
  readonly effectiveAt: string;
  /** Of the decision. */
  readonly now: string;
}

/** A transfer makes a movement out of each location and lot, and one in for each lot; a transaction holds 1000. */
const MAX_LOTS = 500;

/**
 * The lots that stock goes out of, in the order in which they are taken: the named one, or by expiry. The location itself
 * comes before those in it. Refuses where the stock does not suffice at that moment, or at a later one; see
 * `refuseUnavailable` for reservations.
 */
export function outgoingStock(facts: StockFacts, ledger: StockLedger, wanted: OutgoingStock): TakenStock[] {
  const stock = seenStock(facts, ledger);
  const { item } = facts;
  if (!item.lotTracked) {
    if (wanted.lotNumber !== undefined) {
      invalidField('lotNumber', 'UNKNOWN', 'names a lot, but this item is not tracked by lot');
    }
    return takenOf(stock, facts, wanted, null);
  }
  return wanted.lotNumber === undefined
    ? takenByExpiry(stock, facts, wanted)
    : takenOf(stock, facts, wanted, wanted.lotNumber);
}

/** The movements of stock that goes out. Parts of it are in the unit entered where that is exact, else in stock units. */
export function outgoingMovements(
  given: Given<StockFacts>,
  kind: MovementKind,
  measured: Measured,
  taken: readonly TakenStock[],
): UnvaluedMovement[] {
  return partsOf(measured, taken, given.facts.item.unit).map(({ of: { locationId, lot }, part }, ordinal) =>
    movement(given, ordinal, kind, { locationId, lot, measured: part, sign: -1 }),
  );
}

/** The quantity as entered, split over the parts; all positive. */
export function partsOf(
  measured: Measured,
  taken: readonly TakenStock[],
  stockUnit: string,
): { readonly of: TakenStock; readonly part: Measured }[] {
  const { numerator, denominator } = fractionOf(measured.factor);
  const entered = taken.map(({ stockUnits }) =>
    (stockUnits * denominator) % numerator === 0n ? (stockUnits * denominator) / numerator : undefined,
  );
  const sum = entered.reduce<bigint>((total, part) => total + (part ?? 0n), 0n);
  const whole = quantityUnits(measured.quantity);
  const isExact = !entered.includes(undefined) && sum === absolute(whole);
  return taken.map((of, index) => {
    const { stockUnits } = of;
    if (taken.length === 1) return { of, part: { ...measured, quantity: quantityText(absolute(whole)), stockUnits } };
    const quantity = quantityText(isExact ? (entered[index] as bigint) : stockUnits);
    const unit = isExact ? { unit: measured.unit, factor: measured.factor } : { unit: stockUnit, factor: '1' };
    return { of, part: { ...measured, ...unit, quantity, stockUnits } };
  });
}

const absolute = (units: bigint): bigint => (units < 0n ? -units : units);

/** Of one lot, or of stock without one. */
function takenOf(stock: SeenStock, facts: StockFacts, wanted: OutgoingStock, lotNumber: string | null): TakenStock[] {
  const { kind, locationId, stockUnits, effectiveAt } = wanted;
  const at = Date.parse(effectiveAt);
  const { allowNegative } = facts.item;
  const isMeant = placesMeant(stock, facts, wanted, (lot) => lot === lotNumber);
  const short = allowNegative ? undefined : firstBelow(stock.timeline, at, isMeant, stockUnits);
  if (short) refuseShort(short.at > at, { ...short, locationId, lotNumber });
  const lot = lotNumber === null ? null : { number: lotNumber, expiresOn: expiryOf(stock.lots.get(lotNumber), at) };
  if (lot !== null && kind === 'use' && !usabilityAt(stock, at)(lot.number)) {
    refuse('LOT_NOT_AVAILABLE', { moment: effectiveAt, lotNumber: lot.number, expiresOn: lot.expiresOn });
  }
  const there = lotsThere(stock, facts, wanted, isMeant);
  const { picked, missing } = pickLots(there, stockUnits);
  if (missing > 0n && !allowNegative) refuseAtLimit(wanted, there, there);
  const parts = picked.map(({ of, taken }) => ({ locationId: of.locationId, lot, stockUnits: taken }));
  if (missing === 0n) return parts;
  // Below zero where it was asked for.
  const own = parts.find((part) => part.locationId === locationId)?.stockUnits ?? 0n;
  return [{ locationId, lot, stockUnits: own + missing }, ...parts.filter((part) => part.locationId !== locationId)];
}

/** The balances of the location with everything in it, without places that were out of use. */
function placesMeant(
  { parentOf }: SeenStock,
  { places }: StockFacts,
  { locationId, except, isAlone, effectiveAt }: OutgoingStock,
  isLot: (lotNumber: string | null) => boolean,
): (key: BalanceKey) => boolean {
  const at = Date.parse(effectiveAt);
  const excluded = except !== undefined && isInside(except, locationId, parentOf) ? except : undefined;
  return (key) => {
    const of = placeOfKey(key);
    if (!isLot(of.lotNumber)) return false;
    if (of.locationId === locationId) return true;
    if (isAlone) return false;
    const place = places?.get(of.locationId);
    if (!place || !isActiveAt(place.activity, at) || !isInside(of.locationId, locationId, parentOf)) return false;
    return excluded === undefined || !isInside(of.locationId, excluded, parentOf);
  };
}

type LotOutlook = Candidate & Outlook;

function takenByExpiry(stock: SeenStock, facts: StockFacts, wanted: OutgoingStock): TakenStock[] {
  const { item } = facts;
  const { locationId, stockUnits, effectiveAt } = wanted;
  const at = Date.parse(effectiveAt);
  const isHere = placesMeant(stock, facts, wanted, () => true);
  const there = lotsThere(stock, facts, wanted, isHere);
  const isUsable = usabilityAt(stock, at);
  const usable = there.filter(({ lotNumber }) => isUsable(lotNumber));
  if (!item.allowNegative) {
    const short = firstBelow(stock.timeline, at, isHere, stockUnits);
    if (short) refuseShort(short.at > at, { ...short, locationId, lotNumber: null });
    refuseAtLimit(wanted, there, usable);
    refuseUnusable(wanted, usable);
  }
  const { picked, missing } = pickFree(stock, wanted, usable);
  if (missing > 0n && item.allowNegative) refuse('LOT_REQUIRED', { shortage: quantityText(missing) });
  if (missing > 0n) refuseAtLimit(wanted, usable, usable);
  if (picked.length > MAX_LOTS) refuse('LOT_REQUIRED', { lots: picked.length });
  return picked.map(({ of: { lotNumber, expiresOn, locationId: place }, taken }) => ({
    locationId: place,
    lot: lotNumber === null ? null : { number: lotNumber, expiresOn },
    stockUnits: taken,
  }));
}

/** The lots with stock at that moment, each with the least that there is of it from then on. */
function lotsThere(
  stock: SeenStock,
  { places }: StockFacts,
  { locationId, effectiveAt }: OutgoingStock,
  isMeant: (key: BalanceKey) => boolean,
): LotOutlook[] {
  const at = Date.parse(effectiveAt);
  return [...outlooksOf(stock.timeline, at, isMeant)].flatMap(([key, outlook]) => {
    if (outlook.balance <= 0n) return [];
    const place = placeOfKey(key);
    const placeRank = place.locationId === locationId ? '' : (places?.get(place.locationId)?.code ?? '');
    const lot = place.lotNumber === null ? undefined : stock.lots.get(place.lotNumber);
    const most = outlook.smallest > 0n ? outlook.smallest : 0n;
    return [{ ...place, ...outlook, placeRank, most, expiresOn: expiryOf(lot, at), arrived: firstArrival(lot) }];
  });
}

/**
 * By expiry, of a lot at most what no reservation binds of it; where that does not suffice, as if nothing was bound, and
 * the test of availability refuses it.
 */
function pickFree(stock: SeenStock, wanted: OutgoingStock, usable: readonly LotOutlook[]) {
  const { kind, stockUnits } = wanted;
  const plain = () => pickLots(usable, stockUnits);
  const isGuarded = kind === 'use' || kind === 'return';
  if (!isGuarded || ![...stock.reservations.values()].some(({ lotNumber }) => lotNumber !== null)) return plain();
  const [at, present] = [Date.parse(wanted.effectiveAt), presentOf(stock, wanted)];
  const moments = [availabilityAt(stock, at), availabilityAt(stock, present, { now: true })];
  const free = usable.map((lot) => {
    const limits = moments
      .filter(({ isUsable }) => isUsable(lot.lotNumber))
      .flatMap((moment) => [moment.available({ ...lot, locationId: null }), moment.available(lot)]);
    return { ...lot, most: limits.reduce((least, limit) => (limit < least ? limit : least), lot.most) };
  });
  const picked = pickLots(free, stockUnits);
  return picked.missing === 0n ? picked : plain();
}

/** No total is short; but what each lot can give, without being short itself at a later moment, is too little. */
function refuseAtLimit(
  { stockUnits }: OutgoingStock,
  among: readonly LotOutlook[],
  usable: readonly LotOutlook[],
): void {
  const missing = among.reduce((left, { most }) => left - most, stockUnits);
  if (missing <= 0n) return;
  const isLimited = ({ balance, most }: LotOutlook) => most < balance;
  const first = usable.toSorted(byExpiry).find(isLimited) ?? among.toSorted(byExpiry).find(isLimited);
  if (first) refuseShort(true, { ...first, at: first.smallestAt, missing });
}

/** Refuses a quantity that the lots usable at that moment do not cover: the others have expired or are in quarantine. */
function refuseUnusable(
  { kind, locationId, stockUnits, effectiveAt }: OutgoingStock,
  usable: readonly LotOutlook[],
): void {
  const available = usable.reduce((sum, { balance }) => sum + balance, 0n);
  if (available >= stockUnits) return;
  const shortage = quantityText(stockUnits - available);
  if (kind === 'adjust' || kind === 'transfer') refuse('LOT_REQUIRED', { moment: effectiveAt, shortage });
  const at = { moment: effectiveAt, locationId, lotNumber: null };
  refuse('INSUFFICIENT_AVAILABLE', { ...at, available: quantityText(available), shortage });
}

function refuseShort(
  later: boolean,
  { at, locationId, lotNumber, missing }: { at: number; locationId: string; lotNumber: string | null; missing: bigint },
): never {
  refuse(later ? 'LATER_MOMENT_NEGATIVE' : 'INSUFFICIENT_STOCK', {
    moment: new Date(at).toISOString(),
    locationId,
    lotNumber,
    shortage: quantityText(missing),
  });
}
