import { faultAt } from '#contracts/errors';
import type { EditResult, ProductionEdit } from '#contracts/kpi/edit-production';
import type { EditOutcome } from '#contracts/kpi/production-batch-events';
import { faultOfEntryTime } from '#contracts/kpi/production-fields';
import type { RecordProduction } from '#contracts/kpi/record-production';
import type { Given } from '#libs/event-sourcing';
import { editRefused, editTaken, refuseUnseen, wrongChoice } from '../edits/edit-outcome';
import { correctProduction } from './correct-production';
import { partNamed, type EntryFacts } from './day-rules';
import { copiedDay, lineDay, type LineDay, type LineDayEvent } from './line-day';
import { recordProduction } from './record-production';
import { removeProduction } from './remove-production';

/** The edits of a batch that are about one line's day, each with its place in the request. */
export interface DayEdits {
  readonly batchId: string;
  readonly edits: readonly { readonly at: number; readonly edit: ProductionEdit }[];
}

export interface Decided {
  readonly events: readonly LineDayEvent[];
  /** By the place in the request. */
  readonly results: ReadonlyMap<number, EditResult>;
}

/** Each edit is decided after those before it, and a refused one leaves no trace. `facts`: by the place in the request. */
export function editProduction(
  { batchId, edits }: DayEdits,
  day: LineDay,
  given: Given<ReadonlyMap<number, EntryFacts>>,
): Decided {
  const events: LineDayEvent[] = [];
  const results = new Map<number, EditResult>();
  let now = copied(day);
  for (const { at, edit } of edits) {
    const facts = given.facts.get(at) as EntryFacts;
    const newId = (name: string) => given.newId(`${name}/${at}`);
    try {
      const made = decided(edit, now, { ...given, facts, newId }).map((each) => inBatch(each, batchId));
      for (const each of made) now = lineDay.evolve(now, { ...each, revision: 0, occurredAt: given.now });
      events.push(...made);
      results.set(at, taken(made, edit.id ?? null));
    } catch (error) {
      const current = edit.id === undefined ? null : (now.entries.get(edit.id)?.value ?? null);
      results.set(at, editRefused(error, edit.id ?? null, { current }));
    }
  }
  return { events, results };
}

/** A separate state, on which decisions are tried one after the other. */
export const copied = copiedDay;

function decided(edit: ProductionEdit, day: LineDay, given: Given<EntryFacts>): readonly LineDayEvent[] {
  if (edit.op === 'create') return recordProduction(newEntry(edit), day, given);
  const { op: _, id: entryId = '', expected, lineId, date, ...said } = edit;
  const current = partNamed(day.entries, entryId, 'production entry');
  if (lineId !== undefined && lineId !== day.lineId) throw wrongChoice('/lineId', 'is not the line of the entry');
  if (date !== undefined && date !== day.date) throw wrongChoice('/date', 'is not the date of the entry');
  refuseUnseen(expected, current, 'entry');
  return edit.op === 'remove'
    ? removeProduction({ entryId }, day, given)
    : correctProduction({ entryId, ...said }, day, given);
}

/** An edit that creates, as the command of one entry. @throws DomainError `VALIDATION_FAILED` */
export function newEntry({
  op: _,
  id,
  expected: __,
  lineId,
  product,
  good,
  ...said
}: ProductionEdit): RecordProduction {
  if (id !== undefined) throw wrongChoice('/id', 'must be absent: a new entry gets its own');
  if (lineId === undefined) throw wrongChoice('/lineId', 'is required');
  if (product === undefined) throw wrongChoice('/product', 'is required');
  if (good === undefined) throw wrongChoice('/good', 'is required');
  const present = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null && value !== undefined));
  const fault = faultOfEntryTime(present);
  if (fault) throw faultAt('VALIDATION_FAILED', fault.pointer, fault.message, fault.code);
  return { lineId, product, good, ...present };
}

export function inBatch(made: LineDayEvent, batchId: string): LineDayEvent {
  const isNew = made.type === 'ProductionRecorded';
  return { ...made, data: { ...made.data, batchId, ...(isNew && { source: 'batch' }) } } as LineDayEvent;
}

const OUTCOME: Readonly<Partial<Record<LineDayEvent['type'], Exclude<EditOutcome, 'refused'>>>> = {
  ProductionRecorded: 'created',
  ProductionCorrected: 'changed',
  ProductionRemoved: 'removed',
};

export function taken([made]: readonly LineDayEvent[], id: string | null): EditResult {
  if (!made) return editTaken('unchanged', id);
  return editTaken(OUTCOME[made.type] ?? 'changed', 'entryId' in made.data ? made.data.entryId : id);
}
