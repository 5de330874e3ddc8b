import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { daysAfter, localDate, startOfDay } from '#contracts/values/local-date';
import { partsAround, type ParentOf, type StockPart } from '../stock-ledger/availability';
import { placeOfKey } from '../stock-ledger/balances';
import { isExpired } from '../stock-ledger/lot-expiry';
import type { BalanceKey } from '../stock-ledger/timeline';
import type { AroundItem } from './around-item';
import type { Condition } from './found-exceptions';
import type { ItemWatch, WatchedReservation } from './item-watch';

/** The days ahead on which lots expire that are looked at; the item's next event looks further. */
const EXPIRIES = 32;

interface OpenReservation extends WatchedReservation {
  readonly reservationId: string;
  /** In thousandths, positive. */
  readonly left: bigint;
}

/**
 * The reservations that the stock does not cover, now or from the day on which a lot expires. In the order in which they
 * were made: the older ones are covered first, in each part of the stock that they bind.
 */
export function uncoveredReservations(watch: ItemWatch, around: AroundItem): Condition[] {
  const open = openReservations(watch, around.now);
  if (open.length === 0) return [];
  const found = new Map<string, Condition>();
  for (const moment of [around.now, ...expiriesOf(watch, around)]) {
    const holding = open.filter(({ until }) => until > moment);
    if (holding.every(({ reservationId }) => found.has(reservationId))) break;
    for (const [reservation, short] of shortagesAt(watch, holding, moment, around)) {
      const { reservationId, locationId, lotNumber, until: holdsUntil } = reservation;
      if (found.has(reservationId)) continue;
      const bound = { itemId: around.itemId, locationId, lotNumber, reservationId };
      const holdsFrom = moment === around.now ? null : moment;
      const facts = { ...bound, quantity: quantityText(short), holdsFrom, holdsUntil };
      found.set(reservationId, { kind: 'reservation_uncovered', subject: reservationId, ...facts });
    }
  }
  return [...found.values()];
}

function openReservations({ reservations }: ItemWatch, now: string): OpenReservation[] {
  return Object.entries(reservations)
    .flatMap(([reservationId, reservation]) => {
      const { quantity, uses, until } = reservation;
      const left = Object.values(uses).reduce((rest, used) => rest - quantityUnits(used), quantityUnits(quantity));
      return left > 0n && until > now ? [{ ...reservation, reservationId, left }] : [];
    })
    .sort((one, other) => (one.position < other.position ? -1 : 1));
}

/** The moments after now from which a lot with stock can be used no more. */
function expiriesOf({ balances, lots }: ItemWatch, { now, timeZone }: AroundItem): string[] {
  const days = new Set<string>();
  for (const key of Object.keys(balances)) {
    const { lotNumber } = placeOfKey(key as BalanceKey);
    const expiresOn = lotNumber === null ? null : (lots[lotNumber]?.expiresOn ?? null);
    if (expiresOn !== null) days.add(expiresOn);
  }
  const moments = [...days].map((day) => startOfDay(daysAfter(day, 1), timeZone));
  return moments
    .filter((moment) => moment > now)
    .sort()
    .slice(0, EXPIRIES);
}

/** How much each reservation lacks that lacks something, as the stock is known now, on the day of a moment. */
function shortagesAt(
  watch: ItemWatch,
  holding: readonly OpenReservation[],
  moment: string,
  { parentOf, timeZone }: AroundItem,
): readonly (readonly [OpenReservation, bigint])[] {
  const usable = usableParts(watch, localDate(moment, timeZone), parentOf);
  const taken = new Map<string, bigint>();
  return holding.flatMap((reservation) => {
    let short = 0n;
    for (const part of partsAround(reservation, parentOf)) {
      const key = textOf(part);
      const needed = (taken.get(key) ?? 0n) + reservation.left;
      taken.set(key, needed);
      const missing = needed - (usable.get(key) ?? 0n);
      if (missing > short) short = missing;
    }
    if (short === 0n) return [];
    return [[reservation, short < reservation.left ? short : reservation.left] as const];
  });
}

function usableParts({ balances, lots }: ItemWatch, day: string, parentOf: ParentOf): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const [key, balance] of Object.entries(balances)) {
    const place = placeOfKey(key as BalanceKey);
    const lot = place.lotNumber === null ? undefined : lots[place.lotNumber];
    const isUsable = !lot || (lot.state === 'available' && (lot.expiresOn === null || !isExpired(lot.expiresOn, day)));
    if (!isUsable) continue;
    for (const part of partsAround(place, parentOf)) {
      const of = textOf(part);
      sums.set(of, (sums.get(of) ?? 0n) + quantityUnits(balance));
    }
  }
  return sums;
}

const textOf = ({ locationId, lotNumber }: StockPart): string => `${locationId ?? ''}|${lotNumber ?? ''}`;
