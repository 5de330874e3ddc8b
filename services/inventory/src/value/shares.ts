import { rounded } from '#contracts/values/fraction';

/** The stock of an item at one location. */
export interface Held {
  /** Of two with the same quantity, the first by its code takes the rounding remainder. */
  readonly code: string;
  readonly quantity: bigint;
}

/**
 * The parts of an item's value by location: quantity · value / on hand each, and what is left by rounding on the largest
 * quantity. They add up to the value.
 */
export function valueShares<At extends Held>(value: bigint, held: readonly At[]): Map<At, bigint> {
  const onHand = held.reduce((sum, { quantity }) => sum + quantity, 0n);
  const sign = onHand < 0n ? -1n : 1n;
  const shares = new Map(
    held.map((at) => [at, onHand === 0n ? 0n : rounded(sign * value * at.quantity, sign * onHand)]),
  );
  const largest = held.toSorted(largestFirst)[0];
  const left = value - [...shares.values()].reduce((sum, share) => sum + share, 0n);
  if (largest) shares.set(largest, (shares.get(largest) ?? 0n) + left);
  return shares;
}

function largestFirst(one: Held, other: Held): number {
  if (one.quantity !== other.quantity) return one.quantity > other.quantity ? -1 : 1;
  return one.code < other.code ? -1 : 1;
}
