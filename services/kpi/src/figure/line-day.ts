import { endedRun, isPending, type Entry, type Standard } from '../time/entry';
import { difference, union, type Interval } from '../time/intervals';
import type { LinePlan, PlannedShift } from '../time/planned-shifts';
import { shiftTime, type ShiftTime, type Stop } from '../time/shift-time';
import { splitEntry } from '../time/split-entry';
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
  /** All that touch a shift of the date, and those that touched the shift before. */
  readonly stops: readonly Stop[];
  /** Those of the date, and runs that touch a shift of the date. */
  readonly entries: readonly ToldEntry[];
  readonly standards: ReadonlyMap<string, Standard>;
  /** In epoch milliseconds. */
  readonly asOf: number;
}

export interface ShiftCell extends Cell {
  readonly date: string;
  /** null: output of runs outside of every shift. */
  readonly shift: string | null;
}

/** A line's business date as sums, by shift, product and order. */
export function lineDay(day: LineDay): ShiftCell[] {
  const shifts = (day.plan.on(day.date) ?? []).filter(({ from }) => from < day.asOf);
  const names = new Set(shifts.map(({ name }) => name));
  const told = day.entries.filter(({ run }) => !run);
  const planned = shifts.flatMap((shift) => cellsOf(day, shift));
  const withoutShift = [
    ...told.filter(({ shift, date }) => date === day.date && !names.has(shift ?? '')),
    ...unplannedRuns(day),
  ];
  const unplanned = [...new Set(withoutShift.map(({ shift }) => shift))].flatMap((shift) =>
    unplannedCells(
      day,
      shift,
      withoutShift.filter((entry) => entry.shift === shift),
    ),
  );
  return [...planned, ...unplanned];
}

function cellsOf(day: LineDay, shift: PlannedShift): ShiftCell[] {
  const { plan, stops, entries, standards, asOf, date } = day;
  const touching = entries.filter(({ run }) => run && run.from < shift.to && (run.to ?? asOf) > shift.from);
  const parts = touching.flatMap((entry) => partsOf(day, entry).get(shift) ?? []);
  const told = entries.filter((entry) => !entry.run && entry.date === date && entry.shift === shift.name);
  const begunBefore = new Set(
    stops
      .filter(({ from }) => from < shift.from && plan.within({ from, to: shift.from }).length > 0)
      .map(({ id }) => id),
  );
  const cells = shiftSums({
    time: shiftTime(shift, stops, asOf),
    inferred: false,
    begunBefore,
    entries: [...told, ...parts],
    pending: touching.filter((entry) => isPending(entry, asOf)).length,
    standards,
  });
  return cells.map((cell) => ({ ...cell, date, shift: shift.name }));
}

/** The parts of a run by shift; none before it ends. */
function partsOf({ plan, stops, asOf }: LineDay, entry: ToldEntry): Map<PlannedShift, Entry> {
  const run = endedRun(entry, asOf);
  const shifts = run ? plan.within(run) : [];
  const parts = run
    ? splitEntry(
        entry,
        run,
        shifts.map((shift) => shiftTime(shift, stops, asOf)),
      )
    : [];
  return new Map(shifts.flatMap((shift, at) => (parts[at] ? [[shift, parts[at]] as const] : [])));
}

function unplannedRuns({ entries, plan, asOf, date }: LineDay): ToldEntry[] {
  return entries.filter((entry) => {
    const run = endedRun(entry, asOf);
    return run && entry.date === date && plan.within(run).length === 0;
  });
}

/** Without a plan nothing is known of the time, unless every entry tells its own. */
function unplannedCells(
  { date, stops, standards, asOf }: LineDay,
  shift: string | null,
  entries: ToldEntry[],
): ShiftCell[] {
  const runs = entries.flatMap((entry) => endedRun(entry, asOf) ?? []);
  const time = runs.length === entries.length ? runTime(runs, stops, asOf) : undefined;
  const cells = shiftSums({
    time,
    inferred: time !== undefined,
    begunBefore: new Set(),
    entries,
    pending: 0,
    standards,
  });
  return cells.map((cell) => ({ ...cell, date, shift }));
}

function runTime(runs: readonly Interval[], stops: readonly Stop[], asOf: number): ShiftTime {
  const ran = union(runs);
  const whole = { from: ran[0]?.from ?? asOf, to: ran.at(-1)?.to ?? asOf };
  return shiftTime({ ...whole, date: '', name: '', breaks: difference([whole], ran) }, stops, asOf);
}
