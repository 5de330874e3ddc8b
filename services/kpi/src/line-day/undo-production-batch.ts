import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import type { EditResult } from '#contracts/kpi/edit-production';
import {
  ProductionCorrected,
  ProductionRecorded,
  ProductionRemoved,
  type ProductionOutput,
} from '#contracts/kpi/production-events';
import type { Given } from '#libs/event-sourcing';
import { editRefused } from '../edits/edit-outcome';
import { refuseClosed, type DayFacts } from './day-rules';
import { copied, taken } from './edit-production';
import { lineDay, type BatchChange, type LineDay, type LineDayEvent } from './line-day';
import { isSameOutput } from './production-output';

export interface DayUndo {
  /** The batch that is undone. */
  readonly batchId: string;
  /** The batch of the undo. */
  readonly undoId: string;
  /** The entries that are put back. Default: all of the batch. */
  readonly only?: ReadonlySet<string>;
}

export interface Undone {
  readonly events: readonly LineDayEvent[];
  /** In the order of the batch's changes of this day. */
  readonly results: readonly EditResult[];
}

/**
 * Puts back what a batch changed of a line's day, the last change first. An entry that somebody has changed since is
 * refused, with its values and those that the batch left.
 */
export function undoBatch({ batchId, undoId, only }: DayUndo, day: LineDay, given: Given<DayFacts>): Undone {
  const events: LineDayEvent[] = [];
  const results: EditResult[] = [];
  let now = copied(day);
  for (const change of [...(day.batches.get(batchId) ?? [])].reverse()) {
    if (only && !only.has(change.entryId)) continue;
    const kept = now.entries.get(change.entryId);
    const current = kept?.value ?? null;
    const isOurs = kept?.batchId === batchId || kept?.batchId === undoId;
    try {
      const made = isOurs ? putBack(change, current, undoId, now, given) : unlessPutBack(change, current);
      for (const each of made) now = lineDay.evolve(now, { ...each, revision: 0, occurredAt: given.now });
      events.push(...made);
      results.unshift(taken(made, change.entryId));
    } catch (error) {
      results.unshift(editRefused(error, change.entryId, { current, left: change.after }));
    }
  }
  return { events, results };
}

function putBack(
  { entryId, before }: BatchChange,
  current: ProductionOutput | null,
  batchId: string,
  day: LineDay,
  given: Given<DayFacts>,
): LineDayEvent[] {
  if (isSame(current, before)) return [];
  refuseClosed(day, given);
  const ofEntry = { entryId, lineId: day.lineId, date: day.date, batchId };
  if (!current) return before ? [event(ProductionRecorded, { ...ofEntry, output: before, source: 'batch' })] : [];
  if (!before) return [event(ProductionRemoved, { ...ofEntry, before: current })];
  return [event(ProductionCorrected, { ...ofEntry, output: before, before: current })];
}

/** @throws DomainError `CONFLICT` where it is not what it was before the batch */
function unlessPutBack({ before }: BatchChange, current: ProductionOutput | null): LineDayEvent[] {
  if (isSame(current, before)) return [];
  throw new DomainError('CONFLICT', 'Somebody has changed the entry since');
}

function isSame(one: ProductionOutput | null, other: ProductionOutput | null): boolean {
  return one === null || other === null ? one === other : isSameOutput(one, other);
}
