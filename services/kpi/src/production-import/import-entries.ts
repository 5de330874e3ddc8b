import { event } from '#contracts/declare/event';
import { DomainError, faultAt } from '#contracts/errors';
import { badRow, rowDone, type RowDone } from '#contracts/imports/rows-done';
import type { ImportedProduction } from '#contracts/kpi/import-production';
import { ProductionCorrected, ProductionRecorded, type ProductionOutput } from '#contracts/kpi/production-events';
import type { RecordProduction } from '#contracts/kpi/record-production';
import { foldedText } from '#contracts/values/text-folding';
import type { Given } from '#libs/event-sourcing';
import { partNamed, refuseClosed, refuseOtherDate, type DayFacts } from '../line-day/day-rules';
import type { LineDay, LineDayEvent } from '../line-day/line-day';
import { correctedOutput, isSameOutput, statedOutput } from '../line-day/production-output';
import { identityOf, outputChanges } from './imported-entry';

/** A row of a file, with what it means on its line and date. */
export interface PlacedRow {
  /** Its place in the command. */
  readonly at: number;
  readonly row: ImportedProduction;
  /** The entry that it names, or the one that it makes. */
  readonly entryId: string;
  readonly identity: string;
  /** As the calendar spells it. */
  readonly shift: string | null;
  /** The business date of the run's start. */
  readonly fromDate: string | null;
  readonly unitsPerPack: string | null;
}

/** The rows of a command that are about one line's day. */
export interface RowsOfDay {
  readonly importId: string;
  readonly lineId: string;
  readonly date: string;
  readonly rows: readonly PlacedRow[];
}

export interface DecidedRows {
  readonly events: readonly LineDayEvent[];
  /** By the place in the command. */
  readonly done: ReadonlyMap<number, RowDone>;
}

/** Each row by itself: a bad one keeps no other out. */
export function importEntries(
  { importId, lineId, date, rows }: RowsOfDay,
  day: LineDay,
  given: Given<Pick<DayFacts, 'periods'>>,
): DecidedRows {
  const events: LineDayEvent[] = [];
  const done = new Map<number, RowDone>();
  const taken = new Set<string>();
  const entryOf = entriesOf(day);
  for (const placed of rows) {
    try {
      const entryId = entryOf(placed);
      if (taken.has(entryId)) throw new DomainError('DUPLICATE', 'is about the same entry as a row before');
      taken.add(entryId);
      const before = day.entries.get(entryId)?.value ?? null;
      const output = before ? changed(placed, before) : stated(placed, { lineId, date });
      if (before && output.from !== before.from) refuseOtherDate({ date }, { date: placed.fromDate ?? date });
      if (before && isSameOutput(output, before)) {
        done.set(placed.at, rowDone('unchanged', { id: entryId }));
        continue;
      }
      refuseClosed({ lineId, date }, given);
      const ofEntry = { entryId, lineId, date, batchId: importId, output };
      events.push(
        before
          ? event(ProductionCorrected, { ...ofEntry, before })
          : event(ProductionRecorded, { ...ofEntry, source: 'import' }),
      );
      const changes = before ? outputChanges(before, output) : [];
      done.set(placed.at, rowDone(before ? 'changed' : 'created', { id: entryId, changes }));
    } catch (error) {
      done.set(placed.at, badRow(error));
    }
  }
  return { events, done };
}

/**
 * The entry that a row is about: the one that it names; the one that an earlier row like it made; one that was recorded
 * by hand and is like it; else a new one.
 */
function entriesOf(day: LineDay): (placed: PlacedRow) => string {
  let byIdentity: Map<string, string[]> | undefined;
  return ({ row, entryId, identity }) => {
    if (row.id !== undefined) {
      partNamed(day.entries, entryId, 'production entry');
      return entryId;
    }
    if (day.entries.get(entryId)?.value) return entryId;
    byIdentity ??= presentByIdentity(day);
    const [like, ...more] = byIdentity.get(identity) ?? [];
    if (more.length > 0) {
      throw new DomainError('CONFLICT', `There are ${more.length + 1} such entries: name one of them by its id`);
    }
    return like ?? entryId;
  };
}

function presentByIdentity({ entries }: LineDay): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [id, { value }] of entries) {
    if (!value) continue;
    const identity = identityOf(value);
    found.set(identity, [...(found.get(identity) ?? []), id]);
  }
  return found;
}

/** An empty cell leaves what is there. */
function changed({ row, shift, unitsPerPack }: PlacedRow, before: ProductionOutput): ProductionOutput {
  const { id: _, line: __, lineId: ___, date: ____, shift: named, product, from, ...said } = row;
  const isRun = before.from !== null;
  return correctedOutput(
    {
      ...said,
      // A shift and a product in another spelling are the same.
      ...(named !== undefined && (isRun || !isAlike(named, before.shift)) && { shift: named }),
      ...(product !== undefined && !isAlike(product, before.product) && { product }),
      ...(from !== undefined && from !== before.from && { from }),
    },
    before,
    { shift, unitsPerPack },
  );
}

function isAlike(one: string, other: string | null): boolean {
  return other !== null && foldedText(one) === foldedText(other);
}

/** @throws DomainError `VALIDATION_FAILED` */
function stated({ row, shift, unitsPerPack }: PlacedRow, at: { readonly lineId: string; readonly date: string }) {
  const { good, product } = row;
  if (good === undefined) throw faultAt('VALIDATION_FAILED', '/good', 'is required for a new entry', 'REQUIRED');
  const told = { ...row, ...at, good, product };
  return statedOutput(told as RecordProduction, { shift, unitsPerPack });
}
