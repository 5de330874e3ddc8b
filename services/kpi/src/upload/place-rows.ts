import { faultAt, type DomainError } from '#contracts/errors';
import { badRow, type RowDone } from '#contracts/imports/rows-done';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Lines } from '../line/line';
import { PlansOfLines, type PlanSetup } from './plans-of-lines';
import type { PlacedRows } from './rows-of-days.provider';

/** What a row may say of its place. */
export interface ToldRow {
  readonly id?: string;
  readonly line?: string;
  readonly lineId?: string;
  readonly date?: string;
  readonly from?: string;
}

/** A row with the entry or stop that it names, or that it would make. */
export interface NamedRow<Row extends ToldRow> {
  /** Its place in the command. */
  readonly at: number;
  readonly row: Row;
  readonly partId: string;
  /** What identifies it on its line and date. */
  readonly identity: string;
  /** Undefined for a row that names an id alone. */
  readonly lineId: string | undefined;
}

interface NamedRows<Row extends ToldRow> {
  readonly named: readonly NamedRow<Row>[];
  /** By the place in the command. */
  readonly bad: ReadonlyMap<number, RowDone>;
}

/** How rows of a kind are known. */
export interface RowNames<Row> {
  readonly identityOf: (row: Row) => string;
  /** Of a new one, within its line. */
  readonly nameOf: (row: Row, identity: string) => string;
  readonly idOf: (lineId: string, name: string) => string;
}

/** Finds the lines of rows by id or code. */
export function namedRows<Row extends ToldRow>(
  rows: readonly Row[],
  lines: Lines,
  { identityOf, nameOf, idOf }: RowNames<Row>,
): NamedRows<Row> {
  const bad = new Map<number, RowDone>();
  const named = rows.flatMap((row, at): NamedRow<Row>[] => {
    try {
      const lineId = lineNamed(row, lines);
      const identity = identityOf(row);
      if (row.id !== undefined) return [{ at, row, identity, lineId, partId: row.id }];
      if (lineId === undefined) throw faultAt('VALIDATION_FAILED', '/line', 'is required', 'REQUIRED');
      return [{ at, row, identity, lineId, partId: idOf(lineId, nameOf(row, identity)) }];
    } catch (error) {
      bad.set(at, badRow(error));
      return [];
    }
  });
  return { named, bad };
}

/** The line that a row names by id or code, if it names one. @throws DomainError */
export function lineNamed(
  { line, lineId }: Pick<ToldRow, 'line' | 'lineId'>,
  { byId, idByCode }: Lines,
): string | undefined {
  if (lineId !== undefined && !byId.has(lineId)) throw faultAt('NOT_FOUND', '/lineId', 'is no line here');
  if (line === undefined) return lineId;
  const found = idByCode.get(foldedText(line));
  if (found === undefined) throw faultAt('NOT_FOUND', '/line', 'is no line here');
  if (lineId !== undefined && found !== lineId) throw faultAt('CONFLICT', '/line', 'is another line than lineId');
  return found;
}

/**
 * The rows by line and business date. `known`: the days of what is there, which it never leaves, even if the calendar has
 * changed since.
 */
export function placeRows<Row extends ToldRow, Placed extends { readonly at: number }>(
  rows: NamedRows<Row>,
  known: ReadonlyMap<string, BatchDay>,
  setup: PlanSetup,
  placedOn: (day: BatchDay, named: NamedRow<Row>, plans: PlansOfLines) => Placed,
): PlacedRows<Placed> {
  const bad = new Map(rows.bad);
  const days = new Map<string, { lineId: string; date: string; rows: Placed[] }>();
  const plans = new PlansOfLines(setup);
  for (const named of rows.named) {
    try {
      const on = dayOf(named, known, plans);
      const key = `${on.lineId} ${on.date}`;
      const day = days.get(key) ?? { lineId: on.lineId, date: on.date, rows: [] };
      day.rows.push(placedOn(on, named, plans));
      days.set(key, day);
    } catch (error) {
      bad.set(named.at, badRow(error));
    }
  }
  return { days: [...days.values()], bad };
}

function dayOf(
  { row, partId, lineId }: NamedRow<ToldRow>,
  known: ReadonlyMap<string, BatchDay>,
  plans: PlansOfLines,
): BatchDay {
  const there = known.get(partId);
  if (row.id !== undefined && !there) throw faultAt('NOT_FOUND', '/id', 'is nothing that is here');
  if (there && lineId !== undefined && lineId !== there.lineId) throw otherPart('/line', 'its line');
  const at = there?.lineId ?? lineId ?? '';
  const day = there ?? { lineId: at, date: row.from === undefined ? (row.date ?? '') : plans.dateOf(row.from, at) };
  if (row.date === undefined || row.date === day.date) return day;
  throw otherPart('/date', there ? 'its business date' : 'the business date of from');
}

function otherPart(pointer: string, what: string): DomainError {
  return faultAt('VALIDATION_FAILED', pointer, `is not ${what}`, 'CHOICE');
}
