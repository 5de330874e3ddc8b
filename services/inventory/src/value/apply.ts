import type { CostMethod } from '#contracts/inventory/item-events';
import { rounded, times, type Fraction } from '#contracts/values/fraction';
import type { OwnCost } from './own-cost';
import type { Layer, ValueState } from './value-state';

/** One movement, as far as it concerns stock and value; or a change of the cost method, which is ordered like one. */
export type ValueEntry =
  | { readonly kind: 'in'; readonly id: string; readonly quantity: bigint; readonly cost: OwnCost | undefined }
  | { readonly kind: 'out'; readonly id: string; readonly quantity: bigint }
  /** Part of a usage comes back, at the cost that it left with. */
  | { readonly kind: 'take_back'; readonly id: string; readonly quantity: bigint; readonly of: string }
  /** One leg of a transfer; signed. */
  | { readonly kind: 'move'; readonly id: string; readonly quantity: bigint }
  | { readonly kind: 'method'; readonly id: string; readonly method: CostMethod };

/** The value that a movement brings, negative when it takes; and what covering a shortage settles. */
export interface Valued {
  readonly value: bigint;
  /** Zero where no shortage was covered, or where it cost what it had been taken for. */
  readonly settled: bigint;
}

const NOTHING: Valued = { value: 0n, settled: 0n };

/** Applies the next movement to `state`, which it changes. `isWatched`: a part of this usage comes back later. */
export function apply(state: ValueState, entry: ValueEntry, isWatched = false): Valued {
  switch (entry.kind) {
    case 'in':
      return takeIn(state, entry.quantity, entry.cost ?? assumedCost(state, entry.quantity), entry.cost !== undefined);
    case 'out': {
      const value = takeOut(state, entry.quantity);
      if (isWatched) state.issues.set(entry.id, { quantity: entry.quantity, value, returned: 0n });
      return { value: -value, settled: 0n };
    }
    case 'take_back':
      return takeIn(state, entry.quantity, costThatLeft(state, entry.of, entry.quantity), false);
    case 'move':
      return { value: moved(state, entry.quantity), settled: 0n };
    case 'method':
      changeMethod(state, entry.method);
      return NOTHING;
  }
}

/** Incoming stock covers a shortage first; the rest is stock on hand. */
function takeIn(state: ValueState, quantity: bigint, cost: OwnCost, isOwn: boolean): Valued {
  const shortage = state.quantity < 0n ? -state.quantity : 0n;
  const covered = quantity < shortage ? quantity : shortage;
  const ownPart = covered === quantity ? cost.value : rounded(cost.value * covered, quantity);
  const shortagePart = covered === shortage ? -state.value : rounded(-state.value * covered, shortage);
  const settled = covered === 0n ? 0n : shortagePart - ownPart;
  state.quantity += quantity;
  state.value += cost.value + settled;
  if (state.method === 'fifo' && quantity > covered) {
    const rest = { quantity: quantity - covered, value: cost.value - (covered === 0n ? 0n : ownPart) };
    state.layers.push({ ...rest, unitCost: cost.unitCost });
  }
  if (isOwn) state.lastCost = cost.unitCost;
  return { value: cost.value, settled };
}

/** The value that leaves; the part beyond what is there is taken for the unit cost of the last receipt. */
function takeOut(state: ValueState, quantity: bigint): bigint {
  const there = state.quantity > 0n ? state.quantity : 0n;
  const part = quantity < there ? quantity : there;
  const beyond = quantity - part;
  let value = 0n;
  if (part > 0n) value = state.method === 'fifo' ? fromLayers(state, part) : averageOf(state, part);
  if (beyond > 0n && state.lastCost) value += times(state.lastCost, beyond);
  state.quantity -= quantity;
  state.value -= value;
  return value;
}

/** Emptying the item takes all the value that is left. */
function averageOf({ quantity, value }: ValueState, part: bigint): bigint {
  return part === quantity ? value : rounded(value * part, quantity);
}

/** Used-up layers are kept until they are so many and more than the others. */
const DROPPED_AT_ONCE = 1_000;

function fromLayers(state: ValueState, part: bigint): bigint {
  const { layers } = state;
  let [left, value] = [part, 0n];
  while (left > 0n) {
    const layer = layers[state.oldest] as Layer;
    if (layer.quantity <= left) {
      value += layer.value;
      left -= layer.quantity;
      state.oldest++;
      continue;
    }
    const cost = rounded(layer.value * left, layer.quantity);
    const rest = { quantity: layer.quantity - left, value: layer.value - cost };
    layers[state.oldest] = { ...rest, unitCost: layer.unitCost };
    value += cost;
    left = 0n;
  }
  if (state.oldest > DROPPED_AT_ONCE && 2 * state.oldest > layers.length) {
    state.layers = layers.slice(state.oldest);
    state.oldest = 0;
  }
  return value;
}

/** The cost of an increase that brings none: that of what is there, else of the last receipt before it, else none. */
function assumedCost(state: ValueState, quantity: bigint): OwnCost {
  if (state.quantity > 0n && state.method === 'moving_average') {
    return costOf({ numerator: state.value, denominator: state.quantity }, quantity);
  }
  const newest = state.quantity > 0n ? state.layers.at(-1)?.unitCost : undefined;
  const unitCost = newest ?? state.lastCost ?? { numerator: 0n, denominator: 1n };
  return costOf(unitCost, quantity);
}

function costOf(unitCost: Fraction, quantity: bigint): OwnCost {
  return { value: times(unitCost, quantity), unitCost };
}

/** The share of a usage's value that this part of it left with; all parts together are the whole, to the last digit. */
function costThatLeft(state: ValueState, usage: string, quantity: bigint): OwnCost {
  const issue = state.issues.get(usage);
  if (!issue) throw new TypeError(`${usage} is no usage before what comes back of it`);
  const returned = issue.returned + quantity;
  const value = rounded(issue.value * returned, issue.quantity) - rounded(issue.value * issue.returned, issue.quantity);
  state.issues.set(usage, { ...issue, returned });
  return { value, unitCost: { numerator: issue.value, denominator: issue.quantity } };
}

/** Each leg of a transfer has what it adds to the share of the legs so far, so that all together are worth nothing. */
function moved(state: ValueState, quantity: bigint): bigint {
  const before = shareOf(state, state.moved);
  state.moved += quantity;
  return shareOf(state, state.moved) - before;
}

/** A quantity moved between locations keeps its share of the item's value. */
function shareOf({ quantity, value }: ValueState, moved: bigint): bigint {
  if (quantity === 0n) return 0n;
  return quantity < 0n ? rounded(-value * moved, -quantity) : rounded(value * moved, quantity);
}

/** The value does not change: all of it is one layer from now on, or none. */
function changeMethod(state: ValueState, method: CostMethod): void {
  if (method === state.method) return;
  state.method = method;
  const { quantity, value } = state;
  const isLayered = method === 'fifo' && quantity > 0n;
  state.oldest = 0;
  state.layers = isLayered ? [{ quantity, value, unitCost: { numerator: value, denominator: quantity } }] : [];
}
