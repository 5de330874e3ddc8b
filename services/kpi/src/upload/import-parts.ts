import { DomainError } from '#contracts/errors';
import type { FieldChange } from '#contracts/imports/import-events';
import { badRow, rowDone, type RowDone } from '#contracts/imports/rows-done';
import type { Given } from '#libs/event-sourcing';
import { partNamed, refuseClosed, refuseOtherDate, type DayFacts } from '../line-day/day-rules';
import type { Kept, LineDay, LineDayEvent } from '../line-day/line-day';
import { REFUSED_BEFORE, refuseRepeated } from './refused-rows';
import type { RowsOfDay } from './rows-of-days.provider';
import type { DecidedRows } from './rows-of-streams.handler';

/** A row of a file on its day. */
export interface PlacedRow {
  /** Its place in the command. */
  readonly at: number;
  readonly row: { readonly id?: string };
  /** The entry or stop that it names, or that it would make. */
  readonly partId: string;
  readonly identity: string;
  /** The business date of the start that it states. */
  readonly fromDate: string | null;
}

interface PartOfImport {
  readonly partId: string;
  readonly lineId: string;
  readonly date: string;
  readonly importId: string;
}

/** What one kind of rows means: entries or stops of a day. */
export interface PartRules<Placed extends PlacedRow, Value extends { readonly from: string | null }, Facts> {
  readonly noun: string;
  readonly partsOf: (day: LineDay) => ReadonlyMap<string, Kept<Value>>;
  readonly identityOf: (value: Value) => string;
  /** @throws DomainError */
  readonly valueOf: (placed: Placed, before: Value | null, facts: Facts) => Value;
  /** The fields that differ. */
  readonly changesOf: (before: Value, after: Value, facts: Facts) => readonly FieldChange[];
  /** Refuses what cannot be beside the other parts of the day. @throws DomainError */
  readonly refuse?: (
    change: PartOfImport & { readonly before: Value | null; readonly after: Value },
    parts: ReadonlyMap<string, Pick<Kept<Value>, 'value'>>,
    given: Pick<Given<Facts>, 'facts' | 'now'>,
  ) => void;
  readonly eventOf: (part: PartOfImport, before: Value | null, after: Value) => LineDayEvent;
  /** Of an event of this kind of rows. */
  readonly madeBy: (
    event: LineDayEvent,
  ) => { readonly id: string; readonly before: Value | null; readonly after: Value } | undefined;
}

/** Each row by itself: a bad one keeps no other out. */
export function importParts<
  Placed extends PlacedRow,
  Value extends { readonly from: string | null },
  Facts extends Pick<DayFacts, 'periods'>,
>(
  rules: PartRules<Placed, Value, Facts>,
  { importId, lineId, date, rows }: RowsOfDay<Placed>,
  day: LineDay,
  given: Given<Facts>,
): DecidedRows<LineDayEvent> {
  const events: LineDayEvent[] = [];
  const done = new Map<number, RowDone>();
  const parts = rules.partsOf(day);
  const partOf = eachOnce(partsNamed(rules, parts));
  const now = new Map<string, Pick<Kept<Value>, 'value'>>(parts);
  for (const placed of rows) {
    try {
      const partId = partOf(placed);
      const before = parts.get(partId)?.value ?? null;
      const after = rules.valueOf(placed, before, given.facts);
      const changes = before ? rules.changesOf(before, after, given.facts) : [];
      if (before && changes.length === 0) {
        done.set(placed.at, rowDone('unchanged', { id: partId }));
        continue;
      }
      if (before && after.from !== before.from) refuseOtherDate({ date }, { date: placed.fromDate ?? date });
      refuseClosed({ lineId, date, pointer: after.from === null ? '/date' : '/from' }, given);
      const part = { partId, lineId, date, importId };
      rules.refuse?.({ ...part, before, after }, now, given);
      now.set(partId, { value: after });
      events.push(rules.eventOf(part, before, after));
      done.set(placed.at, rowDone(before ? 'changed' : 'created', { id: partId, changes }));
    } catch (error) {
      done.set(placed.at, badRow(error));
    }
  }
  return { events, done };
}

/** @throws DomainError `DUPLICATE` for what a row before was about */
function eachOnce<Placed>(partOf: (placed: Placed) => string): (placed: Placed) => string {
  const taken = new Set<string>();
  return (placed) => {
    const partId = partOf(placed);
    if (taken.has(partId)) refuseRepeated();
    taken.add(partId);
    return partId;
  };
}

/**
 * What a row is about: what it names by an id; what an earlier row like it made; what was recorded by hand and is like
 * it; else a new one.
 */
function partsNamed<Placed extends PlacedRow, Value extends { readonly from: string | null }>(
  { noun, identityOf }: Pick<PartRules<Placed, Value, never>, 'noun' | 'identityOf'>,
  parts: ReadonlyMap<string, Kept<Value>>,
): (placed: Placed) => string {
  let byIdentity: ReadonlyMap<string, readonly string[]> | undefined;
  return ({ row, partId, identity }) => {
    if (row.id !== undefined) {
      partNamed(parts, partId, noun);
      return partId;
    }
    if (parts.get(partId)?.value) return partId;
    byIdentity ??= presentBy(identityOf, parts);
    const [like, ...more] = byIdentity.get(identity) ?? [];
    if (more.length === 0) return like ?? partId;
    throw new DomainError('CONFLICT', `There are ${more.length + 1} such entries: name one of them by its id`);
  };
}

function presentBy<Value>(identityOf: (value: Value) => string, parts: ReadonlyMap<string, Kept<Value>>) {
  const found = new Map<string, string[]>();
  for (const [id, { value }] of parts) {
    if (value === null) continue;
    const identity = identityOf(value);
    found.set(identity, [...(found.get(identity) ?? []), id]);
  }
  return found;
}

/**
 * What became of rows that were decided before the import was cut off. Their events say what they made; a row without one
 * was unchanged where what it is about is there, and refused where it is not.
 */
export function partsDoneBefore<Placed extends PlacedRow, Value extends { readonly from: string | null }, Facts>(
  rules: PartRules<Placed, Value, Facts>,
  { rows }: RowsOfDay<Placed>,
  events: readonly LineDayEvent[],
  day: LineDay,
  facts: Facts,
): ReadonlyMap<number, RowDone> {
  const made = events.flatMap((event) => rules.madeBy(event) ?? []);
  const parts = rules.partsOf(day);
  const present = new Set(presentBy(rules.identityOf, parts).keys());
  return new Map(
    rows.map(({ at, partId, identity, row }): [number, RowDone] => {
      const own =
        made.find(({ id }) => id === partId) ??
        (row.id === undefined ? made.find(({ after }) => rules.identityOf(after) === identity) : undefined);
      if (!own) return [at, parts.get(partId)?.value || present.has(identity) ? rowDone('unchanged') : REFUSED_BEFORE];
      const { id, before, after } = own;
      if (!before) return [at, rowDone('created', { id })];
      return [at, rowDone('changed', { id, changes: rules.changesOf(before, after, facts) })];
    }),
  );
}
