import type { CostMethod } from '#contracts/inventory/item-events';
import type { Fraction } from '#contracts/values/fraction';

/** Stock that came in together and leaves in its turn, under FIFO. */
export interface Layer {
  readonly quantity: bigint;
  readonly value: bigint;
  /** As received: what an increase without a cost is costed at while this is the newest layer. */
  readonly unitCost: Fraction;
}

/** A usage of which a part comes back later. */
export interface Issue {
  /** Of the usage, positive. */
  readonly quantity: bigint;
  readonly value: bigint;
  /** The quantity taken back so far. */
  readonly returned: bigint;
}

/**
 * The stock and value of an item over all its locations after some of its movements. Quantities in thousandths of the
 * stock unit, money in its last place. Below zero the value is that of the shortage, negative. `apply` changes it in
 * place.
 */
export interface ValueState {
  method: CostMethod;
  quantity: bigint;
  value: bigint;
  /** Under FIFO, the oldest first, with what is left of each; from `oldest` on they add up to `quantity` and `value`. */
  layers: Layer[];
  /** The index of the oldest layer with stock: what is used up is dropped now and then, since that moves all others. */
  oldest: number;
  /** The unit cost of the last movement that brought its own cost. */
  lastCost: Fraction | undefined;
  /** Of a transfer some of whose legs are passed: their sum. */
  moved: bigint;
  /** The usages passed so far of which a part comes back, by the movement's id. */
  readonly issues: Map<string, Issue>;
}

export function noStock(method: CostMethod): ValueState {
  return { method, quantity: 0n, value: 0n, layers: [], oldest: 0, lastCost: undefined, moved: 0n, issues: new Map() };
}

/** A separate state with the same content. Layers and issues are replaced and never changed. */
export function copyOfValue(state: ValueState): ValueState {
  return { ...state, layers: state.layers.slice(state.oldest), oldest: 0, issues: new Map(state.issues) };
}

export interface ValueStateJson {
  readonly method: CostMethod;
  readonly quantity: string;
  readonly value: string;
  readonly layers: readonly (readonly [quantity: string, value: string, ...unitCost: FractionJson])[];
  readonly lastCost: FractionJson | null;
  /** Absent where it is 0. */
  readonly moved?: string;
  /** Absent where there are none. */
  readonly issues?: readonly (readonly [usage: string, quantity: string, value: string, returned: string])[];
}

type FractionJson = readonly [numerator: string, denominator: string];

const fractionJson = ({ numerator, denominator }: Fraction): FractionJson => [String(numerator), String(denominator)];
const fractionIn = ([numerator, denominator]: FractionJson): Fraction => ({
  numerator: BigInt(numerator),
  denominator: BigInt(denominator),
});

export function stateJson({
  method,
  quantity,
  value,
  layers,
  oldest,
  lastCost,
  moved,
  issues,
}: ValueState): ValueStateJson {
  const issued = [...issues].map(
    ([usage, issue]) => [usage, String(issue.quantity), String(issue.value), String(issue.returned)] as const,
  );
  return {
    method,
    quantity: String(quantity),
    value: String(value),
    layers: layers
      .slice(oldest)
      .map((layer) => [String(layer.quantity), String(layer.value), ...fractionJson(layer.unitCost)]),
    lastCost: lastCost ? fractionJson(lastCost) : null,
    ...(moved !== 0n && { moved: String(moved) }),
    ...(issued.length > 0 && { issues: issued }),
  };
}

export function stateIn({ method, quantity, value, layers, lastCost, moved, issues = [] }: ValueStateJson): ValueState {
  return {
    ...noStock(method),
    quantity: BigInt(quantity),
    value: BigInt(value),
    layers: layers.map(([left, worth, ...unitCost]) => ({
      quantity: BigInt(left),
      value: BigInt(worth),
      unitCost: fractionIn(unitCost),
    })),
    lastCost: lastCost ? fractionIn(lastCost) : undefined,
    moved: BigInt(moved ?? 0),
    issues: new Map(
      issues.map(([usage, issued, worth, returned]) => [
        usage,
        { quantity: BigInt(issued), value: BigInt(worth), returned: BigInt(returned) },
      ]),
    ),
  };
}
