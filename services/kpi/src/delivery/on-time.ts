import type { DeliveryJudgement } from '#contracts/kpi/get-kpi-lineage';
import { ONE, type Sums } from '../figure/sums';

/** The date that a delivery is judged by. */
export type Against = 'requested' | 'first' | 'last';

/** A line of an order; dates are local. */
export interface Delivery {
  readonly order: string;
  readonly requestedOn: string | null;
  readonly firstPromisedOn: string;
  readonly lastPromisedOn: string | null;
  readonly deliveredOn: string | null;
  readonly ordered: bigint;
  readonly delivered: bigint;
  /** The reason for a late one. */
  readonly justified: string | null;
}

export interface DuePeriod {
  readonly from: string;
  readonly to: string;
  /** The local date of as-of: what was delivered later is open. */
  readonly today: string;
  readonly against: Against;
}

/**
 * What was due in a period: delivered in it, or open and overdue at its end. An open order that is overdue counts in every
 * period until it is delivered. The lines of an order come together.
 */
export function deliverySums(deliveries: readonly Delivery[], period: DuePeriod): Sums {
  const judged = deliveries.map((delivery) => ({ ...judgedLine(delivery, period), order: delivery.order }));
  const due = judged.filter(({ due: is }) => is);
  const orders = new Map<string, typeof judged>();
  for (const line of judged) orders.set(line.order, [...(orders.get(line.order) ?? []), line]);
  // An order is due with its last line, or as soon as one of them is overdue.
  const dueOrders = [...orders.values()].filter(
    (lines) =>
      lines.some((line) => line.due) && (lines.every((line) => !line.open) || lines.some((line) => line.overdue)),
  );
  const counted = (list: readonly unknown[]) => BigInt(list.length) * ONE;
  return {
    totals: {
      due: counted(due),
      onTime: counted(due.filter(({ onTime }) => onTime)),
      justified: counted(due.filter(({ onTime, justified }) => !onTime && justified)),
      dueOrders: counted(dueOrders),
      onTimeOrders: counted(dueOrders.filter((lines) => lines.every(({ onTime, complete }) => onTime && complete))),
    },
    steps: {},
  };
}

/** What a line of an order counted as. */
export function judgement(delivery: Delivery, period: DuePeriod) {
  const { due, overdue, onTime, complete, justified } = judgedLine(delivery, period);
  const late: DeliveryJudgement = justified ? 'justified' : overdue ? 'overdue' : 'late';
  const judged: DeliveryJudgement = !due ? 'not_due' : onTime ? 'on_time' : late;
  return { dueOn: dueDate(delivery, period.against), judged, complete };
}

function judgedLine(delivery: Delivery, { from, to, today, against }: DuePeriod) {
  const dueOn = dueDate(delivery, against);
  const end = to < today ? to : today;
  const open = delivery.deliveredOn === null || delivery.deliveredOn > end;
  const overdue = open && dueOn <= to && dueOn < today;
  return {
    open,
    overdue,
    due: overdue || (!open && delivery.deliveredOn >= from),
    onTime: !open && delivery.deliveredOn <= dueOn,
    complete: !open && delivery.delivered >= delivery.ordered,
    justified: delivery.justified !== null,
  };
}

/** A promise that was moved heals nothing, unless it is asked for. */
function dueDate({ requestedOn, firstPromisedOn, lastPromisedOn }: Delivery, against: Against): string {
  switch (against) {
    case 'requested':
      return requestedOn ?? firstPromisedOn;
    case 'first':
      return firstPromisedOn;
    case 'last':
      return lastPromisedOn ?? firstPromisedOn;
  }
}
