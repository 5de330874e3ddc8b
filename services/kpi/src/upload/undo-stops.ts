import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { badRow, rowDone, type RowDone } from '#contracts/imports/rows-done';
import { StopCorrected, StopRecorded, StopRemoved, type LineStop } from '#contracts/kpi/stop-events';
import type { Given } from '#libs/event-sourcing';
import { refuseClosed, type DayFacts } from '../line-day/day-rules';
import type { LineDay, LineDayEvent } from '../line-day/line-day';
import type { DayUndo } from '../line-day/undo-production-batch';

export interface UndoneStops {
  readonly events: readonly LineDayEvent[];
  /** By the stop. */
  readonly done: ReadonlyMap<string, RowDone>;
}

/** Puts back what an import did to stops of a line's day. One that somebody has changed since is kept. */
export function undoStops(
  { batchId, undoId, only }: DayUndo,
  day: LineDay,
  given: Given<Pick<DayFacts, 'periods'>>,
): UndoneStops {
  const events: LineDayEvent[] = [];
  const done = new Map<string, RowDone>();
  // Of several changes by one import, the first one tells what was there.
  for (const { stopId, before } of day.stopBatches.get(batchId) ?? []) {
    if (done.has(stopId) || (only && !only.has(stopId))) continue;
    try {
      const kept = day.stops.get(stopId);
      const made = putBackStop({ stopId, before, current: kept?.value ?? null }, undoId, day, given);
      if (made.length > 0 && kept?.batchId !== batchId) {
        throw new DomainError('CONFLICT', 'Somebody has changed the stop since');
      }
      events.push(...made);
      done.set(stopId, rowDone('changed', { id: stopId }));
    } catch (error) {
      done.set(stopId, badRow(error, stopId));
    }
  }
  return { events, done };
}

/** A stop as it was before a batch. */
export function putBackStop(
  {
    stopId,
    before,
    current,
  }: { readonly stopId: string; readonly before: LineStop | null; readonly current: LineStop | null },
  batchId: string,
  day: LineDay,
  given: Given<Pick<DayFacts, 'periods'>>,
): LineDayEvent[] {
  if (isSame(current, before)) return [];
  refuseClosed(day, given);
  const ofStop = { stopId, lineId: day.lineId, date: day.date, batchId };
  if (!current) return before ? [event(StopRecorded, { ...ofStop, stop: before })] : [];
  if (!before) return [event(StopRemoved, { ...ofStop, before: current })];
  return [event(StopCorrected, { ...ofStop, stop: before, before: current })];
}

function isSame(one: LineStop | null, other: LineStop | null): boolean {
  if (one === null || other === null) return one === other;
  return (['from', 'to', 'reasonId', 'note'] as const).every((field) => one[field] === other[field]);
}
