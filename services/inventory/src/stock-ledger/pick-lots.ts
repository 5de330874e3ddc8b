import { comparePlaces, type Place } from '../value/value-history';

/** Stock of one location and lot that may be taken. */
export interface Candidate {
  readonly locationId: string;
  /** Sorts the locations of one lot: the named one first. */
  readonly placeRank: string;
  readonly lotNumber: string | null;
  readonly expiresOn: string | null;
  /** Of the lot's first arrival; undefined for one that never came in. */
  readonly arrived: Place | undefined;
  /** The most that may be taken of it, in thousandths. */
  readonly most: bigint;
}

export interface Picked<Of> {
  readonly of: Of;
  /** In thousandths, positive. */
  readonly taken: bigint;
}

/**
 * Takes a quantity by expiry: the lot that expires first, one without expiry last, then the one received first. From
 * each at most what may be taken of it. `missing`: what they don't give, in thousandths.
 */
export function pickLots<Of extends Candidate>(
  candidates: readonly Of[],
  wanted: bigint,
): { readonly picked: readonly Picked<Of>[]; readonly missing: bigint } {
  const picked: Picked<Of>[] = [];
  let missing = wanted;
  for (const of of candidates.toSorted(byExpiry)) {
    if (missing === 0n) break;
    const taken = of.most < missing ? of.most : missing;
    if (taken <= 0n) continue;
    picked.push({ of, taken });
    missing -= taken;
  }
  return { picked, missing };
}

/** The order in which lots are taken. At one place in the order, the number and the location make it total. */
export function byExpiry(one: Candidate, other: Candidate): number {
  return (
    compared(one.expiresOn ?? NEVER, other.expiresOn ?? NEVER) ||
    comparedArrivals(one.arrived, other.arrived) ||
    compared(one.lotNumber ?? '', other.lotNumber ?? '') ||
    compared(one.placeRank, other.placeRank) ||
    compared(one.locationId, other.locationId)
  );
}

/** After every date. */
const NEVER = '~';

function comparedArrivals(one: Place | undefined, other: Place | undefined): number {
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  return comparePlaces(one, other);
}

function compared(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
