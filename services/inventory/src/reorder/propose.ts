import type { ProposedBecause } from '#contracts/inventory/simulate-reorder';
import { simulate, type Run, type SimulatedPolicy } from './simulate';
import { raised } from './reorder-policy';
import type { PeriodDay, SimulatedPeriod } from './simulated-period';

export interface Proposal {
  /** The trade-off that it is the best of. */
  readonly because: ProposedBecause;
  readonly policy: SimulatedPolicy;
  readonly run: Run;
}

/** Orders for so many days of average demand are tried. */
const COVERS = [7n, 14n, 28n, 56n, 91n];
/** And minimums at these shares of the demands within the lead time that occurred, in ascending order; and above the largest. */
const SHARES = [0.5, 0.75, 0.9, 0.95, 1];
/** In twentieths. */
const ABOVE_LARGEST = 25n;

/**
 * Searches policies with the lead time and pack size of one, and returns the best of each trade-off, each once. A policy
 * that ties up the least capital counts only where it has no more stock-outs than `real`, the period as it was.
 */
export function propose(
  period: SimulatedPeriod,
  real: Pick<Run, 'stockOuts'>,
  { leadTimeDays, packSize }: Pick<SimulatedPolicy, 'leadTimeDays' | 'packSize'>,
): Proposal[] {
  const condensed = inDays(period);
  const tried = candidates(period.days, leadTimeDays, packSize).map((policy) => ({
    policy,
    run: simulate(condensed, policy),
  }));
  const fair = tried.filter(({ run }) => run.stockOuts <= real.stockOuts);
  const fewest = Math.min(...tried.map(({ run }) => run.stockOuts));
  const best: readonly (readonly [ProposedBecause, readonly Tried[], readonly Order[]])[] = [
    [
      'least_capital',
      fair.length > 0 ? fair : tried.filter(({ run }) => run.stockOuts === fewest),
      [byValue, byStockOuts, byOrders],
    ],
    ['fewest_stock_outs', tried, [byStockOuts, byShort, byValue, byOrders]],
    ['fewest_orders', tried.filter(({ run }) => run.stockOuts === fewest), [byOrders, byValue]],
  ];
  const taken = new Set<Tried>();
  return best.flatMap(([because, among, orders]) => {
    const found = among.filter((each) => !taken.has(each)).toSorted(ranked(orders))[0];
    if (!found) return [];
    taken.add(found);
    return [{ because, policy: found.policy, run: simulate(period, found.policy) }];
  });
}

/** With one movement for all that left on a day: the search costs days, however many movements there were. */
function inDays(period: SimulatedPeriod): SimulatedPeriod {
  const days = period.days.map((day) => {
    const quantity = demandOf(day);
    const others = day.others.filter(({ kind }) => kind !== 'out');
    return { ...day, others: quantity > 0n ? [...others, { kind: 'out' as const, id: day.date, quantity }] : others };
  });
  return { ...period, days };
}

const demandOf = ({ others }: PeriodDay) =>
  others.reduce((sum, each) => sum + (each.kind === 'out' ? each.quantity : 0n), 0n);

interface Tried {
  readonly policy: SimulatedPolicy;
  readonly run: Run;
}
type Order = (one: Tried, other: Tried) => number;

const byStockOuts: Order = (one, other) => one.run.stockOuts - other.run.stockOuts;
const byOrders: Order = (one, other) => one.run.orders - other.run.orders;
const byShort: Order = (one, other) => compared(one.run.short, other.run.short);
const byValue: Order = (one, other) => compared(one.run.valueSum, other.run.valueSum);
const compared = (one: bigint, other: bigint) => (one < other ? -1 : one > other ? 1 : 0);
const ranked =
  (orders: readonly Order[]): Order =>
  (one, other) =>
    orders.reduce((found, order) => found || order(one, other), 0);

function candidates(days: readonly PeriodDay[], leadTimeDays: number, packSize: bigint | null): SimulatedPolicy[] {
  const demands = days.map(demandOf);
  const total = demands.reduce((sum, each) => sum + each, 0n);
  if (total === 0n) return [];
  const inLead = windows(demands, Math.max(1, leadTimeDays) + 1);
  const mins = new Set(SHARES.map((share) => inLead[Math.ceil(share * inLead.length) - 1] ?? 0n));
  mins.add(((inLead.at(-1) ?? 0n) * ABOVE_LARGEST) / 20n);
  const sizes = COVERS.map((cover) =>
    raised((total * cover + BigInt(days.length) - 1n) / BigInt(days.length), packSize),
  );
  return [...mins].flatMap((min) =>
    [...new Set(sizes)].map((size) => ({ min, max: min + size, packSize, reorderQuantity: null, leadTimeDays })),
  );
}

/** The demands of all stretches of so many days, in ascending order. */
function windows(demands: readonly bigint[], length: number): bigint[] {
  const sums: bigint[] = [];
  let sum = 0n;
  for (const [index, demand] of demands.entries()) {
    sum += demand - (demands[index - length] ?? 0n);
    if (index >= length - 1 || index === demands.length - 1) sums.push(sum);
  }
  return sums.toSorted(compared);
}
