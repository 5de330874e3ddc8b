import { endedRun, isPending, type Entry, type Standard } from '../time/entry';
import { difference, union, type Interval } from '../time/intervals';
import type { LinePlan, PlannedShift } from '../time/planned-shifts';
import { shiftTime, type ShiftTime, type Stop } from '../time/shift-time';
import { splitEntry } from '../time/split-entry';
import { shiftFacts, type ShiftFacts } from './shift-facts';
import { shiftSums, type Cell } from './shift-sums';

/** An entry as it was told: of a shift of a business date, or of a run. */
export interface ToldEntry extends Entry {
  /** Of a run, the local date of its start. */
  readonly date: string;
  /** null for a run. */
  readonly shift: string | null;
}

export interface LineDay {
  readonly date: string;
  readonly plan: LinePlan;
  /** All that touch a shift of the date. */
  readonly stops: readonly Stop[];
  /** Those of the date, and runs that touch a shift of the date. */
  readonly entries: readonly ToldEntry[];
  /** In epoch milliseconds. */
  readonly asOf: number;
}

/** A shift of a business date; `shift` null: output of runs outside of every shift. */
export interface OfShift {
  readonly date: string;
  readonly shift: string | null;
}

export type LineShift = OfShift & { readonly facts: ShiftFacts };
export type ShiftCell = OfShift & Cell;

/** A line's business date as facts, by shift: what a read model keeps. A shift that has not begun has none. */
export function lineDay(day: LineDay): LineShift[] {
  const shifts = day.plan.on(day.date) ?? [];
  const names = new Set(shifts.map(({ name }) => name));
  const withoutPlan = [
    ...day.entries.filter(({ run, shift, date }) => !run && date === day.date && !names.has(shift ?? '')),
    ...unplannedRuns(day),
  ];
  const unplanned = [...new Set(withoutPlan.map(({ shift }) => shift))].map((shift) => {
    const entries = withoutPlan.filter((entry) => entry.shift === shift);
    return { date: day.date, shift, facts: unplannedFacts(day, entries) };
  });
  const begun = shifts.filter(({ from }) => from < day.asOf);
  return [
    ...begun.map((shift) => ({ date: day.date, shift: shift.name, facts: plannedFacts(day, shift) })),
    ...unplanned,
  ];
}

/** The sums of a line's business date by the standards of that date. */
export function lineDaySums(shifts: readonly LineShift[], standards: ReadonlyMap<string, Standard>): ShiftCell[] {
  return shifts.flatMap(({ date, shift, facts }) =>
    shiftSums(facts, standards).map((cell) => ({ date, shift, ...cell })),
  );
}

/** The shifts of the date in which an entry counts, as cells name them; a run that has not ended counts as pending. */
export function shiftsOfEntry(entry: ToldEntry, day: Omit<LineDay, 'entries'>): (string | null)[] {
  const { date, plan, asOf } = day;
  const { run } = entry;
  if (!run) return entry.date === date ? [entry.shift] : [];
  if (isUnplannedRun(entry, day)) return [null];
  return (plan.on(date) ?? []).filter((shift) => touches(run, shift, asOf)).map(({ name }) => name);
}

/** Whether a run or a stop has an instant of an interval; what is open goes on up to `asOf`. */
export function touches(
  { from, to }: { readonly from: number; readonly to: number | null },
  interval: Interval,
  asOf: number,
): boolean {
  return from < interval.to && (to ?? asOf) > interval.from;
}

function plannedFacts(day: LineDay, shift: PlannedShift): ShiftFacts {
  const { plan, stops, entries, asOf, date } = day;
  const touching = entries.filter(({ run }) => run && touches(run, shift, asOf));
  const parts = touching.flatMap((entry) => partOf(day, entry, shift) ?? []);
  const told = entries.filter((entry) => !entry.run && entry.date === date && entry.shift === shift.name);
  const isBegun = ({ from, to }: Stop) =>
    from < shift.from && (to ?? asOf) > shift.from && plan.within({ from, to: shift.from }).length > 0;
  return shiftFacts({
    time: shiftTime(shift, stops, asOf),
    inferred: false,
    begunBefore: new Set(stops.filter(isBegun).map(({ id }) => id)),
    entries: inOrder([...told, ...parts]),
    pending: touching.filter((entry) => isPending(entry, asOf)).length,
  });
}

/** What is left by sharing out goes to the first: the order of arrival must not matter. */
function inOrder(entries: readonly Entry[]): Entry[] {
  return entries.toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** The part of a run in a shift; none before it ends. */
function partOf({ plan, stops, asOf }: LineDay, entry: ToldEntry, shift: PlannedShift): Entry | undefined {
  const run = endedRun(entry, asOf);
  const shifts = run ? plan.within(run) : [];
  if (!run || !shifts.includes(shift)) return undefined;
  const times = shifts.map((each) => shiftTime(each, stops, asOf));
  return splitEntry(entry, run, times)[shifts.indexOf(shift)];
}

function unplannedRuns(day: LineDay): ToldEntry[] {
  return day.entries.filter((entry) => isUnplannedRun(entry, day));
}

function isUnplannedRun(entry: ToldEntry, { plan, asOf, date }: Omit<LineDay, 'entries'>): boolean {
  const run = endedRun(entry, asOf);
  return run !== undefined && entry.date === date && plan.within(run).length === 0;
}

/** Without a plan nothing is known of the time, unless every entry tells its own. */
function unplannedFacts({ plan, stops, asOf }: LineDay, entries: readonly ToldEntry[]): ShiftFacts {
  // A breakdown that touches a shift counts in that one.
  const ofShifts = stops.filter(({ from, to }) => plan.within({ from, to: to ?? asOf }).length > 0);
  const runs = entries.flatMap((entry) => endedRun(entry, asOf) ?? []);
  const time = runs.length === entries.length ? runTime(runs, stops, asOf) : undefined;
  return shiftFacts({
    time,
    inferred: time !== undefined,
    begunBefore: new Set(ofShifts.map(({ id }) => id)),
    entries: inOrder(entries),
    pending: 0,
  });
}

function runTime(runs: readonly Interval[], stops: readonly Stop[], asOf: number): ShiftTime {
  const ran = union(runs);
  const whole = { from: ran[0]?.from ?? asOf, to: ran.at(-1)?.to ?? asOf };
  return shiftTime({ ...whole, date: '', name: '', breaks: difference([whole], ran) }, stops, asOf);
}
