import type { ValueEntry } from '../value/apply';
import type { Fraction } from '#contracts/values/fraction';
import { noStock, type ValueState } from '../value/value-state';
import type { ValueHistory } from '../value/value-history';
import type { CostMethod } from '#contracts/inventory/item-events';
import { daysAfter } from '#contracts/values/local-date';
import { instantOf } from '#contracts/values/local-time';

/** A day in the organisation's calendar; epoch milliseconds. */
export interface Day {
  readonly date: string;
  readonly start: number;
  /** The start of the next day. */
  readonly end: number;
}

/** A movement other than a receipt, or a change of the cost method. */
export type OtherMovement = Extract<ValueEntry, { readonly kind: 'in' | 'out' | 'take_back' | 'method' }>;

/** A day as it was: the movements without the receipts, which the simulated policy replaces. */
export interface PeriodDay extends Day {
  readonly others: readonly OtherMovement[];
  /** Receipts as they were. */
  readonly receipts: readonly Extract<ValueEntry, { readonly kind: 'in' }>[];
  /** At the end of the day, as they were. In thousandths, and in money's last place. */
  readonly onHand: bigint;
  readonly value: bigint;
}

/** An item's own history of a period, prepared for any number of simulations. */
export interface SimulatedPeriod {
  readonly days: readonly PeriodDay[];
  /** Stock and value before the first day. */
  readonly opening: ValueState;
  /** The unit cost of a delivery on each day: that of the last receipt by then, or else of the next. */
  readonly unitCosts: readonly Fraction[];
}

/** The days of a period, both ends included. */
export function daysOf(from: string, to: string, timeZone: string): Day[] {
  const days: Day[] = [];
  let start = instantOf(from, '00:00', timeZone);
  for (let date = from; date <= to; date = daysAfter(date, 1)) {
    const end = instantOf(daysAfter(date, 1), '00:00', timeZone);
    days.push({ date, start, end });
    start = end;
  }
  return days;
}

/** `isSupply`: whether a movement is a receipt, by its id; an opening balance or a correction of a count is none. */
export function periodOf(
  values: ValueHistory | undefined,
  { days, method, isSupply }: { days: readonly Day[]; method: CostMethod; isSupply: (movementId: string) => boolean },
): SimulatedPeriod {
  const all = values?.all() ?? [];
  const [first] = days;
  const opening =
    values && first ? values.stateBefore({ at: first.start, revision: -1, ordinal: -1 }) : noStock(method);
  const takenBack = new Map<string, bigint>();
  for (const { entry } of all) {
    if (entry.kind === 'take_back') takenBack.set(entry.of, (takenBack.get(entry.of) ?? 0n) + entry.quantity);
  }
  let index = all.findIndex(({ place }) => first !== undefined && place.at >= first.start);
  if (index < 0) index = all.length;
  let [onHand, value] = [opening.quantity, opening.value];
  const made = days.map((day): PeriodDay => {
    const [others, receipts]: [OtherMovement[], Extract<ValueEntry, { kind: 'in' }>[]] = [[], []];
    for (; index < all.length && (all[index]?.place.at ?? Infinity) < day.end; index++) {
      const { entry, quantityAfter, valueAfter } = all[index] as (typeof all)[number];
      [onHand, value] = [quantityAfter, valueAfter];
      if (entry.kind === 'in' && isSupply(entry.id)) receipts.push(entry);
      else if (entry.kind === 'in' || entry.kind === 'method') others.push(entry);
      // A part that came back was not needed; of a usage before the period, it comes in.
      else if (entry.kind === 'out')
        others.push({ ...entry, quantity: entry.quantity - (takenBack.get(entry.id) ?? 0n) });
      else if (entry.kind === 'take_back' && opening.issues.has(entry.of)) others.push(entry);
    }
    return { ...day, others, receipts, onHand, value };
  });
  return { days: made, opening, unitCosts: unitCostsOf(made, opening.lastCost) };
}

function unitCostsOf(days: readonly PeriodDay[], before: Fraction | undefined): Fraction[] {
  const ofReceipts = (each: PeriodDay) => each.receipts.flatMap(({ cost }) => cost?.unitCost ?? []).at(-1);
  const known = days.map(ofReceipts);
  let last = before ?? known.find((cost) => cost !== undefined) ?? { numerator: 0n, denominator: 1n };
  return known.map((cost) => (last = cost ?? last));
}
