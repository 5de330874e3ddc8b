import { moneyText } from '../value/movement-value';
import type { ValueRoll } from '#contracts/inventory/get-value-roll';

/** The value of one item, category or location over a period, before it is written. */
export interface Roll {
  opening: bigint;
  in: bigint;
  out: bigint;
  /** The value at the beginning of the period, as known now. */
  reopened: bigint;
  closing: bigint;
}

export function emptyRoll(): Roll {
  return { opening: 0n, in: 0n, out: 0n, reopened: 0n, closing: 0n };
}

/** Adds what moved to a roll, by its sign. */
export function rollIn(roll: Roll, ...values: readonly bigint[]): void {
  for (const value of values) {
    if (value > 0n) roll.in += value;
    else roll.out -= value;
  }
}

export function addRoll(roll: Roll, other: Roll): void {
  for (const part of ['opening', 'in', 'out', 'reopened', 'closing'] as const) roll[part] += other[part];
}

/** By location, what is in no movement of its own moved with the shares. */
export function shownRoll(roll: Roll, { isShared }: { readonly isShared: boolean }): ValueRoll {
  const restated = roll.reopened - roll.opening;
  const shared = roll.closing - roll.opening - roll.in + roll.out - restated;
  if (!isShared && shared !== 0n) throw new TypeError('a value roll does not add up');
  return {
    opening: moneyText(roll.opening),
    in: moneyText(roll.in),
    out: moneyText(roll.out),
    restated: moneyText(restated),
    shared: isShared ? moneyText(shared) : null,
    closing: moneyText(roll.closing),
  };
}
