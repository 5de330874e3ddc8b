import type { RowsDone } from '#contracts/imports/rows-done';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import type { UndoImportedDowntimes } from '#contracts/kpi/undo-imported-downtimes';
import type { UndoImportedProduction } from '#contracts/kpi/undo-imported-production';
import { newIdOf, type Given } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { dayFacts, lineDayIdOf } from '../line-day/day-facts.provider';
import type { DayFacts } from '../line-day/day-rules';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';
import { undoBatch, type DayUndo } from '../line-day/undo-production-batch';
import { daysOfEntries, daysOfStops } from './imported-days.query';
import { undoStops, type UndoneStops } from './undo-stops';
import { undoStreams, type StreamsToUndo } from './undo-streams.handler';
import { undoneRows } from './undone-rows';

/** Puts back what an import did to entries. */
export async function undoImportedProduction(
  { importId, entryIds }: UndoImportedProduction,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const days = await daysOfEntries({ named: entryIds }, context.tenantId, parts);
  const decide: UndoParts['decide'] = (command, day, given) => {
    const { events, results } = undoBatch(command, day, given);
    return { events, done: undoneRows(command.only ?? new Set(), results) };
  };
  return undoParts({ importId, ids: entryIds, days, decide }, context, parts);
}

/** Puts back what an import did to stops. */
export async function undoImportedDowntimes(
  { importId, stopIds }: UndoImportedDowntimes,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const days = await daysOfStops({ named: stopIds }, context.tenantId, parts);
  return undoParts({ importId, ids: stopIds, days, decide: undoStops }, context, parts);
}

interface UndoParts {
  readonly importId: string;
  readonly ids: readonly string[];
  readonly days: ReadonlyMap<string, BatchDay>;
  readonly decide: (command: DayUndo, day: LineDay, given: Given<DayFacts>) => UndoneStops;
}

/** A day at a time. The undo is a batch of its own. */
function undoParts(
  { importId, ids, days, decide }: UndoParts,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const undoId = newIdOf(importId, 'undo');
  const work: StreamsToUndo<DayUndo, LineDay, LineDayEvent, DayFacts> = {
    aggregate: lineDay,
    ids,
    streams: new Map([...days].map(([id, { lineId, date }]) => [id, lineDayIdOf(lineId, date)])),
    commandOf: (only) => ({ batchId: importId, undoId, only }),
    facts: dayFacts,
    decide,
  };
  return undoStreams(work, context, parts);
}
