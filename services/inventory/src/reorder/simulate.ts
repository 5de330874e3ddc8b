import { apply } from '../value/apply';
import { times } from '#contracts/values/fraction';
import { copyOfValue, type ValueState } from '../value/value-state';
import { needsOrder, suggestedQuantity, type ReorderPolicy } from './reorder-policy';
import type { OtherMovement, SimulatedPeriod } from './simulated-period';

/** A policy with the days from an order to its delivery. */
export interface SimulatedPolicy extends ReorderPolicy {
  readonly leadTimeDays: number;
}

/** The end of a day. Quantities in thousandths, the value in money's last place. */
export interface DayEnd {
  readonly date: string;
  readonly onHand: bigint;
  readonly onOrder: bigint;
  readonly ordered: bigint;
  /** The demand of the day that could not be met. */
  readonly short: bigint;
  readonly value: bigint;
}

/** A run of days, with its sums. */
export interface Run {
  readonly days: readonly DayEnd[];
  /** Days on which something was short, or which ended with nothing on hand. */
  readonly stockOuts: number;
  readonly short: bigint;
  /** The sum of the values at the ends of the days. */
  readonly valueSum: bigint;
  readonly orders: number;
}

/**
 * The item's own history under another policy. What left stays as it was, as far as there is stock; what is short is
 * lost, and nothing goes below zero. Receipts are replaced by the policy's orders: one is placed at the end of a day
 * whose projected stock is at the minimum, and delivered at the start of a day `leadTimeDays` later, at the unit cost of
 * the last real receipt by then. Receipts of the first `leadTimeDays` days stay: they were on their way at the start.
 * Pure, and writes nothing.
 */
export function simulate(period: SimulatedPeriod, policy: SimulatedPolicy): Run {
  const lead = Math.max(1, policy.leadTimeDays);
  const state = copyOfValue(period.opening);
  const onTheWay = new Map<number, bigint>();
  let onOrder = 0n;
  for (const { receipts } of period.days.slice(0, lead)) {
    for (const { quantity } of receipts) onOrder += quantity;
  }
  const days = period.days.map((day, index): DayEnd => {
    const delivered = onTheWay.get(index) ?? 0n;
    if (delivered > 0n) deliver(state, delivered, period, index);
    onOrder -= delivered;
    if (index < lead) {
      for (const receipt of day.receipts) {
        apply(state, receipt);
        onOrder -= receipt.quantity;
      }
    }
    const short = carryOut(state, day.others);
    const projected = state.quantity + onOrder;
    const ordered = needsOrder(policy, projected) ? (suggestedQuantity(policy, projected) ?? 0n) : 0n;
    if (ordered > 0n) {
      onTheWay.set(index + lead, ordered);
      onOrder += ordered;
    }
    return { date: day.date, onHand: state.quantity, onOrder, ordered, short, value: state.value };
  });
  return runOf(days);
}

/** A change of the quantity on order. */
export interface OrderChange {
  readonly at: number;
  /** Ordered; negative for a receipt, and for the rest of an order that ended. */
  readonly quantity: bigint;
}

/** The same days as they were. */
export function reality(period: SimulatedPeriod, changes: readonly OrderChange[]): Run {
  let onOrder = 0n;
  let next = 0;
  const ordered = changes.toSorted((a, b) => a.at - b.at);
  const days = period.days.map((day): DayEnd => {
    let placed = 0n;
    for (; next < ordered.length && (ordered[next]?.at ?? Infinity) < day.end; next++) {
      const { at, quantity } = ordered[next] as OrderChange;
      onOrder += quantity;
      if (at >= day.start && quantity > 0n) placed += quantity;
    }
    const { date, onHand, value } = day;
    return {
      date,
      onHand,
      onOrder: onOrder > 0n ? onOrder : 0n,
      ordered: placed,
      short: onHand < 0n ? -onHand : 0n,
      value,
    };
  });
  return runOf(days);
}

function deliver(state: ValueState, quantity: bigint, { unitCosts }: SimulatedPeriod, index: number): void {
  const unitCost = unitCosts[index] ?? { numerator: 0n, denominator: 1n };
  apply(state, { kind: 'in', id: `delivery-${index}`, quantity, cost: { value: times(unitCost, quantity), unitCost } });
}

/** Returns what is short. */
function carryOut(state: ValueState, others: readonly OtherMovement[]): bigint {
  let short = 0n;
  for (const movement of others) {
    if (movement.kind !== 'out') {
      apply(state, movement);
      continue;
    }
    const there = state.quantity > 0n ? state.quantity : 0n;
    const quantity = movement.quantity < there ? movement.quantity : there;
    short += movement.quantity - quantity;
    if (quantity > 0n) apply(state, { ...movement, quantity });
  }
  return short;
}

function runOf(days: readonly DayEnd[]): Run {
  let [stockOuts, short, valueSum, orders] = [0, 0n, 0n, 0];
  for (const day of days) {
    if (day.short > 0n || day.onHand <= 0n) stockOuts++;
    if (day.ordered > 0n) orders++;
    short += day.short;
    valueSum += day.value;
  }
  return { days, stockOuts, short, valueSum, orders };
}
