import { bucketOf, type Dates, type Grain } from '../figure/buckets';
import type { GroupedCell } from '../figure/figures-by';
import { total, type Sums } from '../figure/sums';
import { daysAfter } from '#contracts/values/local-date';
import { deliverySums, type Against, type Delivery } from './on-time';

export interface DeliveryQuestion {
  readonly period: Dates;
  readonly grain: Grain;
  readonly isByOrder: boolean;
  /** The local date of as-of. */
  readonly today: string;
  readonly against: Against;
}

/** The deliveries of one order. */
interface Order {
  readonly name: string;
  readonly lines: readonly Delivery[];
  /** No line is due before the first of these dates, nor after the last. */
  readonly span: Dates;
}

/**
 * Deliveries as sums, a cell for each bucket and, by order, for each of its orders that are due in it. An open order that
 * is overdue counts in each bucket, so the total is made of the whole period and not of the buckets.
 */
export function deliveryCells(
  deliveries: readonly Delivery[],
  question: DeliveryQuestion,
): { readonly cells: readonly GroupedCell[]; readonly total: Sums } {
  const { period, isByOrder, today, against } = question;
  const orders = ordersOf(deliveries, period.to);
  const sums = (some: readonly Order[], dates: Dates) =>
    deliverySums(
      some.flatMap(({ lines }) => lines),
      { ...dates, today, against },
    );
  const cells = [...ordersByBucket(orders, question)].flatMap(([from, { to, held }]) => {
    const groups = isByOrder ? held.map((order) => [order]) : [held];
    return groups.flatMap((group): GroupedCell[] => {
      const due = sums(group, { from, to });
      if (total(due, 'due') === 0n) return [];
      return [{ date: from, group: isByOrder ? { order: group[0]?.name ?? null } : {}, sums: due }];
    });
  });
  return { cells, total: sums(orders, period) };
}

export function ordersOf(deliveries: readonly Delivery[], last: string): Order[] {
  const byName = new Map<string, Delivery[]>();
  for (const delivery of deliveries) {
    const lines = byName.get(delivery.order);
    if (lines) lines.push(delivery);
    else byName.set(delivery.order, [delivery]);
  }
  return [...byName].map(([name, lines]) => ({ name, lines, span: spanOf(lines, last) }));
}

/** From the first promise, wish or delivery to the last delivery; an open line is due up to `last`. */
function spanOf(lines: readonly Delivery[], last: string): Dates {
  const starts = lines.flatMap(({ requestedOn, firstPromisedOn, lastPromisedOn, deliveredOn }) =>
    [requestedOn, firstPromisedOn, lastPromisedOn, deliveredOn].filter((date) => date !== null),
  );
  const ends = lines.map(({ deliveredOn }) => deliveredOn ?? last);
  return { from: starts.toSorted()[0] ?? last, to: ends.toSorted().at(-1) ?? last };
}

interface Bucket {
  readonly to: string;
  readonly held: Order[];
}

/** The buckets of the period in order, by their first date, with the orders that can be due in each. */
function ordersByBucket(orders: readonly Order[], { period, grain }: DeliveryQuestion): Map<string, Bucket> {
  const buckets = new Map<string, Bucket>();
  for (let from = period.from; from <= period.to;) {
    const { to } = bucketOf(from, grain, period);
    buckets.set(from, { to, held: [] });
    from = daysAfter(to, 1);
  }
  for (const order of orders) {
    const { span } = order;
    const start = span.from < period.from ? period.from : span.from;
    const end = span.to > period.to ? period.to : span.to;
    for (let date = start; date <= end;) {
      const { from, to } = bucketOf(date, grain, period);
      buckets.get(from)?.held.push(order);
      date = daysAfter(to, 1);
    }
  }
  return buckets;
}
