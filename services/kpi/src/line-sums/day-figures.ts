import type { ProductionOutput } from '#contracts/kpi/production-events';
import type { StopClass } from '#contracts/kpi/kpi-words';
import type { LineStop } from '#contracts/kpi/stop-events';
import { quantityUnits } from '#contracts/values/amounts';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { instantOf } from '#contracts/values/local-time';
import { lineDay, lineDaySums, type LineDay, type LineShift, type ShiftCell, type ToldEntry } from '../figure/line-day';
import { standardFor } from '../product-standard/product-standards';
import { outputOf, standardOf, type Standard } from '../time/entry';
import { linePlan, type LinePlan, type PlannedShift } from '../time/planned-shifts';
import { shiftTime, type Stop } from '../time/shift-time';
import { knownEntries, knownStops, type DayHistory } from './day-history';
import type { KnownSetup } from './setup-history';

/** The histories that a line's business date is made of. */
export interface DayInput {
  readonly lineId: string;
  readonly date: string;
  /** By the business date in whose stream they are: of the date, and of others whose runs and stops may reach into it. */
  readonly histories: ReadonlyMap<string, DayHistory>;
}

/** The moments that figures are asked for. */
export interface Moment {
  /** In epoch milliseconds; null: when all that is known has ended. */
  readonly asOf: number | null;
  /** ISO 8601 UTC; null: all that was recorded. */
  readonly knownAt: string | null;
}

/** Milliseconds of a shift that went to the stops of one reason. */
export interface StopsOfShift {
  readonly shift: string;
  readonly reasonId: string | null;
  readonly class: StopClass;
  readonly time: number;
  /** Of stops that an earlier shift does not count. */
  readonly count: number;
}

export interface DayFigures {
  readonly day: LineDay;
  readonly shifts: readonly LineShift[];
  readonly cells: readonly ShiftCell[];
  readonly stops: readonly StopsOfShift[];
  /** From then on (epoch milliseconds) the figures do not change by themselves; null: something has not ended. */
  readonly settledAt: number | null;
}

/** The setup of lines with their plans, each worked out once. */
export class LineSetups {
  readonly timeZone: string;
  readonly standards;
  readonly reasons;
  private readonly plans = new Map<string, LinePlan>();

  constructor(readonly setup: KnownSetup) {
    this.timeZone = setup.timeZone;
    this.standards = setup.standards;
    this.reasons = setup.reasons;
  }

  planOf(lineId: string): LinePlan {
    const plan = this.plans.get(lineId) ?? linePlan(this.setup.calendarsFor(lineId), lineId, this.timeZone);
    this.plans.set(lineId, plan);
    return plan;
  }
}

/** A line's business date as facts and sums. Only shifts of which something was recorded are there. */
export function dayFigures({ lineId, date, histories }: DayInput, setups: LineSetups, moment: Moment): DayFigures {
  const plan = setups.planOf(lineId);
  const entries: ToldEntry[] = [];
  const stops: Stop[] = [];
  const reasonIds = new Map<string, string | null>();
  for (const [home, history] of histories) {
    for (const { id, value } of knownEntries(history, moment.knownAt)) {
      if (home === date || value.from !== null) entries.push(toldEntry(id, home, value, setups.timeZone));
    }
    for (const { id, value } of knownStops(history, moment.knownAt)) {
      reasonIds.set(id, value.reasonId);
      stops.push(stopOf(id, value, setups));
    }
  }
  const end = endOf({ date, plan, stops, entries }, setups.timeZone);
  const asOf = moment.asOf ?? end.at;
  const begun = { date, plan, entries, asOf, stops: stops.filter(({ from }) => from < asOf) };
  const start = instantOf(date, '00:00', setups.timeZone);
  const day = { ...begun, entries: entries.filter(({ run }) => (run?.from ?? start) < asOf) };
  const shifts = lineDay(day).filter((each) => isRecorded(each, day));
  const standards = standardsOf(shifts, { lineId, date, setups });
  return {
    day,
    shifts,
    cells: lineDaySums(shifts, standards),
    stops: stopsOf(day, shifts, reasonIds),
    settledAt: end.isOpen ? null : end.at,
  };
}

/** The standards of products on a line and date, by the products as they were told. */
export function standardsOf(
  shifts: readonly LineShift[],
  { lineId, date, setups }: { readonly lineId: string; readonly date: string; readonly setups: LineSetups },
): ReadonlyMap<string, Standard> {
  const standards = new Map<string, Standard>();
  for (const { product } of shifts.flatMap(({ facts }) => facts.outputs)) {
    const values = standardFor(setups.standards, { product, lineId, date });
    if (values) standards.set(product, standardOf(values));
  }
  return standards;
}

function toldEntry(id: string, home: string, output: ProductionOutput, timeZone: string): ToldEntry {
  const { from, to, shift, product, order, people, hours } = output;
  return {
    id,
    date: from === null ? home : localDate(from, timeZone),
    shift,
    product,
    order,
    ...outputOf(output),
    run: from === null ? null : { from: Date.parse(from), to: to === null ? null : Date.parse(to) },
    people,
    hours: hours === null ? null : quantityUnits(hours),
  };
}

function stopOf(id: string, { from, to, reasonId }: LineStop, { reasons }: LineSetups): Stop {
  const reason = reasonId === null ? undefined : reasons.get(reasonId);
  return {
    id,
    from: Date.parse(from),
    to: to === null ? null : Date.parse(to),
    reason: reason?.code ?? null,
    class: reason?.class ?? 'other',
  };
}

/** When a day and all that reaches into it has ended; what is open counts with its start. */
function endOf({ date, plan, stops, entries }: Omit<LineDay, 'asOf'>, timeZone: string) {
  const shifts = plan.on(date) ?? [];
  const midnight = instantOf(daysAfter(date, 1), '00:00', timeZone);
  const dayEnd = Math.max(midnight, ...shifts.map(({ to }) => to));
  const touching = [...stops, ...entries.flatMap(({ run }) => run ?? [])].filter(({ from }) => from < dayEnd);
  const ends = touching.map(({ from, to }) => to ?? from);
  return { at: Math.max(dayEnd, ...ends), isOpen: touching.some(({ to }) => to === null) };
}

function isRecorded({ shift, facts }: LineShift, { date, plan, stops, entries, asOf }: LineDay): boolean {
  if (facts.outputs.length > 0) return true;
  const planned = plan.on(date)?.find(({ name }) => name === shift);
  if (!planned) return true;
  const touches = ({ from, to }: { readonly from: number; readonly to: number | null }) =>
    from < Math.min(planned.to, asOf) && (to ?? asOf) > planned.from;
  return stops.some(touches) || entries.some(({ run }) => run !== null && touches(run));
}

function stopsOf(
  { date, plan, stops, asOf }: LineDay,
  shifts: readonly LineShift[],
  reasonIds: ReadonlyMap<string, string | null>,
): StopsOfShift[] {
  const counted = new Map<string, StopsOfShift>();
  const isCountedBefore = (stop: Stop, shift: PlannedShift) =>
    stop.from < shift.from && plan.within({ from: stop.from, to: shift.from }).length > 0;
  for (const { shift } of shifts) {
    const planned = plan.on(date)?.find(({ name }) => name === shift);
    if (!planned) continue;
    for (const { stop, time } of shiftTime(planned, stops, asOf).stops) {
      const reasonId = reasonIds.get(stop.id) ?? null;
      const key = JSON.stringify([planned.name, reasonId, stop.class]);
      const known = counted.get(key) ?? { shift: planned.name, reasonId, class: stop.class, time: 0, count: 0 };
      const count = known.count + (isCountedBefore(stop, planned) ? 0 : 1);
      counted.set(key, { ...known, time: known.time + time, count });
    }
  }
  return [...counted.values()];
}
