import type { CostMethod } from '#contracts/inventory/item-events';
import { ratio, valueOf, type NaiveValue, type OwnCost, type ValueLine } from './naive-value.fixture';

/** One line of an accepted command: what one movement says. Quantities in thousandths of the stock unit, signed. */
export interface Line {
  readonly id: string;
  readonly kind: 'receive' | 'use' | 'adjust' | 'transfer' | 'return';
  readonly locationId: string;
  readonly lot: string | null;
  readonly expiresOn: string | null;
  readonly quantity: bigint;
  readonly own: OwnCost | null;
  readonly takesBack: string | null;
  /** As entered, for a correction: in thousandths of the unit; money of the unit cost in 8 places, of a total in 4. */
  readonly entered?: Entered;
}

export interface Entered {
  readonly quantity: bigint;
  readonly unit: string;
  readonly unitCost: bigint | null;
  readonly totalCost: bigint | null;
}

/** Effective time in epoch milliseconds, then position of the command whose place it has. */
export interface Moved {
  readonly is: 'moved';
  readonly at: number;
  readonly place: number;
  readonly lines: readonly Line[];
  readonly reservation: { readonly id: string; readonly consumed: bigint } | null;
}

export type Accepted =
  | Moved
  | { readonly is: 'reversal'; readonly of: number; readonly lines: readonly string[] }
  | { readonly is: 'correction'; readonly of: number; readonly lines: readonly string[]; readonly by: Moved }
  | { readonly is: 'method'; readonly at: number; readonly method: CostMethod }
  | { readonly is: 'condition'; readonly at: number; readonly lot: string; readonly usable: boolean }
  | { readonly is: 'expiry'; readonly at: number; readonly lot: string; readonly expiresOn: string | null }
  | {
      readonly is: 'reserved';
      readonly at: number;
      readonly until: number;
      readonly id: string;
      readonly locationId: string | null;
      readonly lot: string | null;
      readonly quantity: bigint;
    }
  | { readonly is: 'released'; readonly at: number; readonly id: string };

/** The accepted commands of one item; the position of each is its index. */
export type Log = readonly Accepted[];

export interface Standing {
  readonly position: number;
  readonly moved: Moved;
}

/** The transactions that count, in the order in which movements count. */
export function standing(log: Log): Standing[] {
  const counting = new Map<number, Moved>();
  for (const [position, accepted] of log.entries()) {
    if (accepted.is === 'moved') counting.set(position, accepted);
    if (accepted.is === 'reversal') counting.delete(accepted.of);
    if (accepted.is === 'correction') {
      counting.delete(accepted.of);
      counting.set(position, accepted.by);
    }
  }
  return [...counting].map(([position, moved]) => ({ position, moved })).toSorted(inOrder);
}

function inOrder({ moved: one }: Standing, { moved: other }: Standing): number {
  return one.at - other.at || one.place - other.place;
}

/** Everything of the item's value as of a moment, from the commands given. */
export function naiveValue(first: CostMethod, log: Log, asOf = Infinity): NaiveValue {
  const methods = log.flatMap((accepted, place) =>
    accepted.is === 'method' ? [{ at: accepted.at, place, lines: [{ is: 'method', method: accepted.method }] }] : [],
  ) as { at: number; place: number; lines: ValueLine[] }[];
  const moved = standing(log).map(({ moved: { at, place, lines } }) => ({ at, place, lines: valueLines(lines) }));
  const ordered = [...methods, ...moved].toSorted((one, other) => one.at - other.at || one.place - other.place);
  return valueOf(
    first,
    ordered.filter(({ at }) => at <= asOf).flatMap(({ lines }) => lines),
  );
}

function valueLines(lines: readonly Line[]): ValueLine[] {
  if (lines.some(({ kind }) => kind === 'transfer')) return [{ is: 'transfer', legs: lines }];
  return lines.flatMap((line): ValueLine[] => {
    const { id, quantity, own, takesBack } = line;
    return takesBack === null ? [{ is: 'moved', id, quantity, own }] : [{ is: 'back', id, quantity, of: takesBack }];
  });
}

/** Of one price: `price` in 8 places for one unit entered, of which `factor` stock units are one. */
export function costByPrice(quantityEntered: bigint, price: bigint, factor: { n: bigint; d: bigint }): OwnCost {
  const scaled = quantityEntered * price;
  const value = (scaled < 0n ? -1n : 1n) * halfAway(scaled < 0n ? -scaled : scaled, 10_000_000n);
  return { value, unitCost: ratio(price * factor.d, 10_000_000n * factor.n) };
}

export function costByTotal(total: bigint, stockQuantity: bigint): OwnCost {
  return { value: total, unitCost: ratio(total, stockQuantity) };
}

const halfAway = (n: bigint, d: bigint) => (2n * n + d) / (2n * d);

/** On hand of each (location, lot) as of a moment. */
export function onHand(log: Log, asOf = Infinity): Map<string, bigint> {
  const balances = new Map<string, bigint>();
  for (const { moved } of standing(log).filter(({ moved: { at } }) => at <= asOf)) {
    for (const line of moved.lines) balances.set(keyOf(line), (balances.get(keyOf(line)) ?? 0n) + line.quantity);
  }
  return balances;
}

export const keyOf = ({ locationId, lot }: { readonly locationId: string; readonly lot: string | null }) =>
  `${locationId}/${lot ?? ''}`;

export interface Shortage {
  readonly key: string;
  readonly at: number;
  /** Null: of several locations or lots together, for which only the moment is told. */
  readonly missing: bigint | null;
}

/** The first balance below zero among those named, from a place on. */
export function firstShortage(
  log: Log,
  keys: ReadonlySet<string>,
  from: { readonly at: number; readonly place: number },
): Shortage | undefined {
  const balances = new Map<string, bigint>();
  for (const { moved } of standing(log)) {
    for (const line of moved.lines) balances.set(keyOf(line), (balances.get(keyOf(line)) ?? 0n) + line.quantity);
    if (moved.at < from.at || (moved.at === from.at && moved.place < from.place)) continue;
    for (const key of keys) {
      const balance = balances.get(key) ?? 0n;
      if (balance < 0n) return { key, at: moved.at, missing: -balance };
    }
  }
  return undefined;
}

/** The smallest balance of one (location, lot) from the end of a moment on; never below zero. */
export function smallestFrom(log: Log, key: string, at: number): bigint {
  let [balance, smallest] = [0n, undefined as bigint | undefined];
  for (const { moved } of standing(log)) {
    if (moved.at > at && smallest === undefined) smallest = balance;
    for (const line of moved.lines) if (keyOf(line) === key) balance += line.quantity;
    if (smallest !== undefined && balance < smallest) smallest = balance;
  }
  const least = smallest ?? balance;
  return least < 0n ? 0n : least;
}
