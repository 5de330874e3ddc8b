import { Command } from '../declare/contract';
import { Choice, Count, Flag, Id, List, LocalDate, Money, Nested, Quantity } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { QUANTITY_PLACES, decimalUnits } from '../values/amounts';
import { daysAfter } from '../values/local-date';

/** The longest period, in days. */
export const MAX_SIMULATED_DAYS = 1_100;

/** When to order, how much, and how long it takes. Quantities in the stock unit. */
export class SimulatedPolicy {
  @Quantity({ sign: 'not_negative', description: 'Order when the projected stock is at it or below' }) min!: string;
  @Quantity({ sign: 'not_negative', nullable: true, description: 'Order up to it; null: by `reorderQuantity`' })
  max!: string | null;
  @Quantity({ optional: true, description: 'Order whole packs up to `max`' }) packSize?: string;
  @Quantity({ optional: true, description: 'Without `max`: order multiples of it' }) reorderQuantity?: string;
  @Count({ min: 0, max: 365, description: 'From an order to its delivery; at the soonest the next morning' })
  leadTimeDays!: number;
}

export class SimulatedDay {
  @LocalDate() date!: string;
  @Quantity({ sign: 'signed', description: 'At the end of the day, like the others' }) onHand!: string;
  @Quantity({ sign: 'not_negative' }) onOrder!: string;
  @Quantity({ sign: 'not_negative', description: 'On this day' }) ordered!: string;
  @Quantity({ sign: 'not_negative', description: 'Needed on this day and not there; really: below zero' })
  short!: string;
  @Money({ sign: 'signed' }) value!: string;
}

export class SimulatedRun {
  @List(Nested(() => SimulatedDay), { max: MAX_SIMULATED_DAYS }) days!: readonly SimulatedDay[];
  @Count({ min: 0, max: MAX_SIMULATED_DAYS, description: 'Days with something short, or nothing on hand at the end' })
  stockOuts!: number;
  @Money({ sign: 'signed', description: 'The capital tied up: the mean of the values at the ends of the days' })
  averageValue!: string;
  @Count({ min: 0, max: 1e6 }) orders!: number;
}

/** `least_capital`: with no more stock-outs than there really were. */
export const PROPOSED_BECAUSE = ['fewest_stock_outs', 'least_capital', 'fewest_orders'] as const;
export type ProposedBecause = (typeof PROPOSED_BECAUSE)[number];

export class ProposedPolicy {
  @Choice(PROPOSED_BECAUSE, { description: 'What it is the best in' }) because!: ProposedBecause;
  @Nested(() => SimulatedPolicy) policy!: SimulatedPolicy;
  @Count({ min: 0, max: MAX_SIMULATED_DAYS }) stockOuts!: number;
  @Quantity({ sign: 'not_negative', description: 'In the whole period' }) short!: string;
  @Money({ sign: 'signed' }) averageValue!: string;
  @Count({ min: 0, max: 1e6 }) orders!: number;
}

/** The days under the policy, and as they really were. */
export class ReorderSimulation extends SimulatedRun {
  @Nested(() => SimulatedRun, { description: 'As it really was' }) actual!: SimulatedRun;
  @List(Nested(() => ProposedPolicy), {
    max: 3,
    description: 'With `propose`: up to three, the best of each trade-off',
  })
  proposals!: readonly ProposedPolicy[];
}

function maxBelowMin({ policy: { min, max } }: SimulateReorder): FieldError | undefined {
  if (max === null || decimalUnits(max, QUANTITY_PLACES) >= decimalUnits(min, QUANTITY_PLACES)) return undefined;
  return { pointer: '/policy/max', code: 'RANGE', message: 'must not be below min' };
}

function noQuantity({ policy: { max, reorderQuantity } }: SimulateReorder): FieldError | undefined {
  if (max !== null || reorderQuantity !== undefined) return undefined;
  return { pointer: '/policy/max', code: 'REQUIRED', message: 'must be given, or a reorderQuantity' };
}

function periodOutOfRange({ from, to }: SimulateReorder): FieldError | undefined {
  if (to >= from && to < daysAfter(from, MAX_SIMULATED_DAYS)) return undefined;
  return { pointer: '/to', code: 'RANGE', message: `must be from 1 to ${MAX_SIMULATED_DAYS} days with \`from\`` };
}

/** A question, although it has a body: nothing is recorded. */
@RequestRule(maxBelowMin)
@RequestRule(noQuantity)
@RequestRule(periodOutOfRange)
@Command({
  subject: 'inventory.simulate-reorder',
  permission: 'inventory.reorder.read',
  route: 'POST /reorder-suggestions/simulate',
  status: 200,
  summary: "Replay an item's past against another reorder policy",
  answers: ReorderSimulation,
  refuses: ['READ_MODEL_FILLING'],
})
export class SimulateReorder {
  @Id() itemId!: string;
  @LocalDate({ description: "The first day, in the organisation's time zone" }) from!: string;
  @LocalDate({ description: 'The last day; not after today' }) to!: string;
  @Nested(() => SimulatedPolicy) policy!: SimulatedPolicy;
  @Flag({ optional: true, description: 'Also search policies with this lead time and pack size' }) propose?: boolean;
}
