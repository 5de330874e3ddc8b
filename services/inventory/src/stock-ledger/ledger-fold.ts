import type { CostMethod } from '#contracts/inventory/item-events';
import { apply, type Valued } from '../value/apply';
import { entryIn, quantityOf } from '../value/entry-text';
import { moneyUnits } from '../value/movement-value';
import type { ValueState } from '../value/value-state';
import type { PlaceText } from './ledger-place';

/** The columns of a movement that a fold of the ledger needs. */
export interface FoldedMovement {
  readonly id: string;
  readonly place: PlaceText;
  /** As the fold of values takes it, or one of `REVERSING` and `SETTLE`. */
  readonly entry: string;
  readonly valueWhenRecorded: string;
  readonly settledWhenRecorded: string;
  readonly reverses: string | null;
}

/** Stands for the entry of a movement that reverses another. */
export const REVERSING = '!';
/** Stands for the entry of a settle row, whose value is folded with its movement. */
export const SETTLE = '=';

/** A change of the item's cost method, in its place. */
export interface FoldedMethod {
  readonly id: string;
  readonly place: PlaceText;
  readonly costMethod: CostMethod;
}

/** A movement with its value as known to the fold. */
export interface LedgerEntry<Movement extends FoldedMovement = FoldedMovement> extends Valued {
  readonly movement: Movement;
  /** The quantity that it counts with: none of a reversed movement and its reversal. */
  readonly counted: bigint;
  /** Of the item after it. */
  readonly valueAfter: bigint;
}

interface LedgerToFold<Movement extends FoldedMovement> {
  /** Before the first movement; the fold changes it, and leaves it as it is after the last. */
  readonly state: ValueState;
  /** All from there on, in any order. Settle rows are passed over. */
  readonly movements: readonly Movement[];
  readonly methods: readonly FoldedMethod[];
  /** Gets the state before each movement, with the changes of method that come before it. */
  readonly beforeEach?: (index: number, movement: Movement, state: ValueState) => void;
}

/**
 * The movements of an item in the order in which they count, with their values. A reversed movement and its reversal
 * count as nothing, and show the value as known at the reversal.
 */
export function foldLedger<Movement extends FoldedMovement>(ledger: LedgerToFold<Movement>): LedgerEntry<Movement>[] {
  const { state, beforeEach } = ledger;
  const movements = inOrder(ledger.movements.filter(isMovement));
  const methods = ledger.methods.toSorted(byPlace);
  const reversals = reversalsIn(movements);
  const watched = watchedUsages(movements);
  let next = 0;
  const changeMethods = (until: PlaceText | undefined) => {
    for (let method = methods[next]; method && (until === undefined || method.place < until); method = methods[++next])
      apply(state, { kind: 'method', id: method.id, method: method.costMethod });
  };
  const entries = movements.map((movement, index) => {
    changeMethods(movement.place);
    beforeEach?.(index, movement, state);
    const uncounted = uncountedValue(movement, reversals.get(movement.id));
    if (uncounted) return { movement, ...uncounted, counted: 0n, valueAfter: state.value };
    const entry = entryIn(movement.id, movement.entry);
    const { value, settled } = apply(state, entry, watched.has(movement.id));
    return { movement, value, settled, counted: quantityOf(entry), valueAfter: state.value };
  });
  changeMethods(undefined);
  return entries;
}

/** Rows of a table mostly come in order. */
function inOrder<Movement extends FoldedMovement>(movements: Movement[]): Movement[] {
  for (let at = 1; at < movements.length; at++) {
    if (byPlace(movements[at - 1] as Movement, movements[at] as Movement) > 0) return movements.sort(byPlace);
  }
  return movements;
}

function isMovement({ entry }: FoldedMovement): boolean {
  return entry !== SETTLE;
}

export function byPlace(one: { readonly place: PlaceText }, other: { readonly place: PlaceText }): number {
  if (one.place === other.place) return 0;
  return one.place < other.place ? -1 : 1;
}

/** By the movement that each reverses. */
function reversalsIn(movements: readonly FoldedMovement[]): ReadonlyMap<string, FoldedMovement> {
  const reversals = new Map<string, FoldedMovement>();
  for (const each of movements) if (each.reverses !== null) reversals.set(each.reverses, each);
  return reversals;
}

/**
 * The usages of which a part comes back, or came back until that was reversed: the checkpoints between a usage and its
 * take-back do not change when that is reversed.
 */
function watchedUsages(movements: readonly FoldedMovement[]): ReadonlySet<string> {
  const watched = new Set<string>();
  for (const { entry } of movements) if (entry.startsWith('<')) watched.add(entry.split(' ')[1] as string);
  return watched;
}

/** The value that is shown of a reversal, or of the movement that it reverses. */
function uncountedValue(movement: FoldedMovement, reversal: FoldedMovement | undefined): Valued | undefined {
  if (movement.reverses !== null) return recordedValue(movement, 1n);
  return reversal && recordedValue(reversal, -1n);
}

function recordedValue({ valueWhenRecorded, settledWhenRecorded }: FoldedMovement, sign: bigint): Valued {
  return { value: sign * moneyUnits(valueWhenRecorded), settled: sign * moneyUnits(settledWhenRecorded) };
}
