import type { LineShift, LineShifts } from '#contracts/kpi/get-shifts';
import { daysAfter } from '#contracts/values/local-date';
import type { LinePlan, PlannedShift } from '../time/planned-shifts';

const MINUTE_MS = 60_000;

/** The shifts of a line on business dates, from the first to the last. */
export function shownShifts(plan: LinePlan, from: string, to: string): Pick<LineShifts, 'items' | 'withoutCalendar'> {
  const items: LineShift[] = [];
  const withoutCalendar: string[] = [];
  for (let date = from; date <= to; date = daysAfter(date, 1)) {
    const shifts = plan.on(date);
    if (shifts) items.push(...shifts.map(shownShift));
    else withoutCalendar.push(date);
  }
  return { items, withoutCalendar };
}

function shownShift({ date, name, breaks, ...span }: PlannedShift): LineShift {
  return {
    date,
    name,
    ...moments(span),
    minutes: Math.round((span.to - span.from) / MINUTE_MS),
    breaks: breaks.map(moments),
  };
}

function moments({ from, to }: { readonly from: number; readonly to: number }) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
