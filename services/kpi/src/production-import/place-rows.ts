import { DomainError, faultAt } from '#contracts/errors';
import { badRow, type RowDone } from '#contracts/imports/rows-done';
import type { ImportedProduction } from '#contracts/kpi/import-production';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import { foldedText } from '#contracts/values/text-folding';
import { businessDateOf, type ZonedPlan } from '../line-day/business-date';
import type { Lines } from '../line/line';
import { standardFor, type ProductStandards } from '../product-standard/product-standards';
import { calendarsFor, type CalendarSet } from '../shift-calendar/shift-calendars';
import { linePlan } from '../time/planned-shifts';
import { shiftTimesOn, type ShiftCalendars } from '../time/shift-calendar';
import type { PlacedRow, RowsOfDay } from './import-entries';
import { identityOf, importedEntryId } from './imported-entry';

/** The setup that rows depend on, as of now. */
export interface RowSetup {
  readonly lines: Lines;
  readonly calendars: CalendarSet;
  readonly standards: ProductStandards;
  readonly timeZone: string;
}

/** A row of a file with the entry that it names, or a bad one. */
export type NamedRow =
  | ({ readonly at: number; readonly row: ImportedProduction; readonly identity: string } & EntryNamed)
  | { readonly at: number; readonly bad: RowDone };

interface EntryNamed {
  readonly entryId: string;
  /** Undefined for a row that names an entry alone. */
  readonly lineId: string | undefined;
}

/** Finds the lines of rows by id or code. */
export function namedRows(rows: readonly ImportedProduction[], lines: Lines): readonly NamedRow[] {
  return rows.map((row, at) => {
    try {
      const lineId = lineNamed(row, lines);
      const { shift = null, from = null, product = '', order = null } = row;
      const identity = identityOf({ shift, from, product, order });
      if (row.id !== undefined) return { at, row, identity, lineId, entryId: row.id };
      if (lineId === undefined) throw faultAt('VALIDATION_FAILED', '/line', 'is required', 'REQUIRED');
      const date = from === null ? (row.date ?? '') : null;
      return { at, row, identity, lineId, entryId: importedEntryId(lineId, date, identity) };
    } catch (error) {
      return { at, bad: badRow(error) };
    }
  });
}

function lineNamed({ line, lineId }: ImportedProduction, { byId, idByCode }: Lines): string | undefined {
  if (lineId !== undefined && !byId.has(lineId)) throw faultAt('NOT_FOUND', '/lineId', 'is no line here');
  if (line === undefined) return lineId;
  const found = idByCode.get(foldedText(line));
  if (found === undefined) throw faultAt('NOT_FOUND', '/line', 'is no line here');
  if (lineId !== undefined && found !== lineId) throw faultAt('CONFLICT', '/line', 'is another line than lineId');
  return found;
}

export interface Placed {
  readonly days: readonly Omit<RowsOfDay, 'importId'>[];
  /** By the place in the command; those of the days are missing. */
  readonly bad: ReadonlyMap<number, RowDone>;
}

/**
 * The rows by line and business date. `known`: the days of entries that are there, which an entry never leaves, even if
 * the calendar has changed since.
 */
export function placeRows(rows: readonly NamedRow[], known: ReadonlyMap<string, BatchDay>, setup: RowSetup): Placed {
  const bad = new Map<number, RowDone>();
  const days = new Map<string, { lineId: string; date: string; rows: PlacedRow[] }>();
  const lines = new PlansOfLines(setup);
  for (const each of rows) {
    if ('bad' in each) {
      bad.set(each.at, each.bad);
      continue;
    }
    try {
      const { lineId, date } = dayOf(each, known, lines);
      const key = `${lineId} ${date}`;
      const day = days.get(key) ?? { lineId, date, rows: [] };
      days.set(key, day);
      day.rows.push(placedOn({ lineId, date }, each, setup, lines));
    } catch (error) {
      bad.set(each.at, badRow(error));
    }
  }
  return { days: [...days.values()], bad };
}

type GoodRow = Extract<NamedRow, EntryNamed>;

function dayOf({ row, entryId, lineId }: GoodRow, known: ReadonlyMap<string, BatchDay>, lines: PlansOfLines): BatchDay {
  const there = known.get(entryId);
  if (row.id !== undefined && !there) throw faultAt('NOT_FOUND', '/id', 'is no production entry here');
  if (there && lineId !== undefined && lineId !== there.lineId) throw otherPart('/line', 'the line of the entry');
  const from = row.from === undefined ? undefined : lines.dateOf(row.from, there?.lineId ?? (lineId as string));
  const day = there ?? { lineId: lineId as string, date: from ?? row.date ?? '' };
  if (row.date === undefined || row.date === day.date) return day;
  throw otherPart('/date', there ? 'the date of the entry' : 'the business date of from');
}

function otherPart(pointer: string, what: string): DomainError {
  return faultAt('VALIDATION_FAILED', pointer, `is not ${what}`, 'CHOICE');
}

function placedOn(
  { lineId, date }: BatchDay,
  { at, row, entryId, identity }: GoodRow,
  { standards }: RowSetup,
  lines: PlansOfLines,
): PlacedRow {
  const { shift, unit, product } = row;
  const isPack = unit === 'pack' && product !== undefined;
  return {
    at,
    row,
    entryId,
    identity,
    shift: shift === undefined ? null : lines.spelled(shift, lineId, date),
    fromDate: row.from === undefined ? null : lines.dateOf(row.from, lineId),
    unitsPerPack: isPack ? (standardFor(standards, { product, lineId, date })?.unitsPerPack ?? null) : null,
  };
}

/** What the calendars say of lines; each is worked out once. */
class PlansOfLines {
  private readonly calendars = new Map<string, ShiftCalendars>();
  private readonly plans = new Map<string, ZonedPlan>();
  private readonly names = new Map<string, ReadonlyMap<string, string>>();

  constructor(private readonly setup: Pick<RowSetup, 'calendars' | 'timeZone'>) {}

  dateOf(moment: string, lineId: string): string {
    const { timeZone } = this.setup;
    const make = () => ({ plan: linePlan(this.calendarsOf(lineId), lineId, timeZone), timeZone });
    return businessDateOf(moment, remembered(this.plans, lineId, make));
  }

  /** A shift as the calendar spells it; as given where the calendar does not have it. */
  spelled(shift: string, lineId: string, date: string): string {
    const make = () => {
      const shifts = shiftTimesOn(date, lineId, this.calendarsOf(lineId)) ?? [];
      return new Map(shifts.map(({ name }) => [foldedText(name), name]));
    };
    return remembered(this.names, `${lineId} ${date}`, make).get(foldedText(shift)) ?? shift;
  }

  private calendarsOf(lineId: string): ShiftCalendars {
    return remembered(this.calendars, lineId, () => calendarsFor(this.setup.calendars, lineId));
  }
}

function remembered<Value>(known: Map<string, Value>, key: string, make: () => Value): Value {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
