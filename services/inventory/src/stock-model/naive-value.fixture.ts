import type { CostMethod } from '#contracts/inventory/item-events';

/** An exact number: `n / d`, with d above zero. */
export interface Ratio {
  readonly n: bigint;
  readonly d: bigint;
}

export const ratio = (n: bigint, d = 1n): Ratio => (d < 0n ? { n: -n, d: -d } : { n, d });
export const times = (one: Ratio, other: Ratio): Ratio => ratio(one.n * other.n, one.d * other.d);

/** Half away from zero. */
export function rounded({ n, d }: Ratio): bigint {
  const size = n < 0n ? -n : n;
  const whole = (2n * size + d) / (2n * d);
  return n < 0n ? -whole : whole;
}

/** Money in ten-thousandths, quantities in thousandths of the stock unit; a unit cost is the one by the other. */
export interface OwnCost {
  readonly value: bigint;
  readonly unitCost: Ratio;
}

/** One line of the list that the rules speak of, in its order. */
export type ValueLine =
  | { readonly is: 'method'; readonly method: CostMethod }
  | { readonly is: 'moved'; readonly id: string; readonly quantity: bigint; readonly own: OwnCost | null }
  | { readonly is: 'transfer'; readonly legs: readonly { readonly id: string; readonly quantity: bigint }[] }
  | { readonly is: 'back'; readonly id: string; readonly quantity: bigint; readonly of: string };

interface Layer {
  quantity: bigint;
  value: bigint;
  readonly asReceived: Ratio;
}

export interface LineValue {
  readonly value: bigint;
  readonly settled: bigint;
  readonly quantityAfter: bigint;
  readonly valueAfter: bigint;
}

export interface NaiveValue {
  method: CostMethod;
  quantity: bigint;
  value: bigint;
  layers: Layer[];
  lastReceipt: Ratio | null;
  /** Of usages: what could still come back. */
  readonly left: Map<string, { quantity: bigint; value: bigint }>;
  readonly lines: Map<string, LineValue>;
}

/** The section "Value" of the rules, line by line from the first one on. */
export function valueOf(first: CostMethod, lines: readonly ValueLine[]): NaiveValue {
  const state: NaiveValue = {
    method: first,
    quantity: 0n,
    value: 0n,
    layers: [],
    lastReceipt: null,
    left: new Map(),
    lines: new Map(),
  };
  for (const line of lines) {
    if (line.is === 'method') {
      changeMethod(state, line.method);
      continue;
    }
    if (line.is === 'transfer') {
      transfer(state, line);
      continue;
    }
    const { value, settled } =
      line.quantity < 0n ? { value: -takeOut(state, line), settled: 0n } : bringIn(state, line);
    state.lines.set(line.id, { value, settled, quantityAfter: state.quantity, valueAfter: state.value });
  }
  return state;
}

/** The legs show the share of the quantity, rounded so that they sum up to nothing; the item's value stays. */
function transfer(
  { quantity: onHand, value, lines }: NaiveValue,
  { legs }: Extract<ValueLine, { is: 'transfer' }>,
): void {
  const shareOf = (quantity: bigint) => (onHand === 0n ? 0n : rounded(ratio(value * quantity, onHand)));
  let moved = 0n;
  for (const { id, quantity } of legs) {
    const share = shareOf(moved + quantity) - shareOf(moved);
    moved += quantity;
    lines.set(id, { value: share, settled: 0n, quantityAfter: onHand + moved, valueAfter: value + shareOf(moved) });
  }
}

function changeMethod(state: NaiveValue, method: CostMethod): void {
  if (method === state.method) return;
  state.method = method;
  const { quantity, value } = state;
  const whole = method === 'fifo' && quantity > 0n;
  state.layers = whole ? [{ quantity, value, asReceived: ratio(value, quantity) }] : [];
}

function takeOut(
  state: NaiveValue,
  { id, quantity: signed }: { readonly id: string; readonly quantity: bigint },
): bigint {
  const quantity = -signed;
  const onHand = state.quantity > 0n ? state.quantity : 0n;
  const covered = quantity < onHand ? quantity : onHand;
  const beyond = quantity - covered;
  let cost = 0n;
  if (covered > 0n && state.method === 'fifo') cost += takeLayers(state.layers, covered);
  else if (covered > 0n) cost += covered === onHand ? state.value : rounded(ratio(state.value * covered, onHand));
  if (beyond > 0n && state.lastReceipt) cost += rounded(times(ratio(beyond), state.lastReceipt));
  state.quantity -= quantity;
  state.value -= cost;
  state.left.set(id, { quantity, value: cost });
  return cost;
}

function takeLayers(layers: Layer[], quantity: bigint): bigint {
  let [cost, open] = [0n, quantity];
  while (open > 0n) {
    const layer = layers[0] as Layer;
    const taken = open < layer.quantity ? open : layer.quantity;
    const part = taken === layer.quantity ? layer.value : rounded(ratio(layer.value * taken, layer.quantity));
    layer.quantity -= taken;
    layer.value -= part;
    if (layer.quantity === 0n) layers.shift();
    cost += part;
    open -= taken;
  }
  return cost;
}

function bringIn(state: NaiveValue, line: Extract<ValueLine, { is: 'moved' | 'back' }>) {
  const { quantity } = line;
  const cost = line.is === 'back' ? comingBack(state, line) : (line.own ?? presentCost(state, quantity));
  const shortage = state.quantity < 0n ? -state.quantity : 0n;
  const covered = quantity < shortage ? quantity : shortage;
  let [settled, ownPart] = [0n, 0n];
  if (covered > 0n) {
    const assumed = -state.value;
    ownPart = covered === quantity ? cost.value : rounded(ratio(cost.value * covered, quantity));
    settled = (covered === shortage ? assumed : rounded(ratio(assumed * covered, shortage))) - ownPart;
  }
  if (state.method === 'fifo' && quantity > covered) {
    state.layers.push({ quantity: quantity - covered, value: cost.value - ownPart, asReceived: cost.unitCost });
  }
  state.quantity += quantity;
  state.value += cost.value + settled;
  if (line.is === 'moved' && line.own) state.lastReceipt = line.own.unitCost;
  return { value: cost.value, settled };
}

/** Of an increase that brings no cost. */
function presentCost({ method, quantity: onHand, value, layers, lastReceipt }: NaiveValue, quantity: bigint): OwnCost {
  const average = ratio(value, onHand > 0n ? onHand : 1n);
  const newest = method === 'fifo' ? (layers.at(-1)?.asReceived ?? ratio(0n)) : average;
  const unitCost = onHand > 0n ? newest : (lastReceipt ?? ratio(0n));
  return { value: rounded(times(ratio(quantity), unitCost)), unitCost };
}

function comingBack(state: NaiveValue, { quantity, of }: Extract<ValueLine, { is: 'back' }>): OwnCost {
  const left = state.left.get(of) ?? { quantity, value: 0n };
  const value = quantity === left.quantity ? left.value : rounded(ratio(left.value * quantity, left.quantity));
  state.left.set(of, { quantity: left.quantity - quantity, value: left.value - value });
  return { value, unitCost: ratio(left.value, left.quantity) };
}
