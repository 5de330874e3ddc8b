import { DomainError } from '#contracts/errors';
import { badRow, rowDone, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import type { UndoImportedDowntimes } from '#contracts/kpi/undo-imported-downtimes';
import type { UndoImportedProduction } from '#contracts/kpi/undo-imported-production';
import { newIdOf, type Given, type Group } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { dayFacts, lineDayIdOf } from '../line-day/day-facts.provider';
import type { DayFacts } from '../line-day/day-rules';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';
import { undoBatch, type DayUndo } from '../line-day/undo-production-batch';
import { daysOfEntries, daysOfStops } from './imported-days.query';
import { undoStops, type UndoneStops } from './undo-stops';
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
async function undoParts(
  { importId, ids, days, decide }: UndoParts,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const done = new Map<string, RowDone>();
  const undoId = newIdOf(importId, 'undo');
  const groups = [...byStream(ids, days)].map(
    ([id, only]): Group<DayUndo, LineDay, LineDayEvent, DayFacts, undefined> => ({
      aggregate: lineDay,
      id,
      command: { batchId: importId, undoId, only },
      facts: (command, here, lookup, state) => dayFacts(command, { id, context: here, lookup, state }),
      decide: (command, day, given) => {
        const undone = decide(command, day, given);
        for (const [partId, row] of undone.done) done.set(partId, row);
        return [...undone.events];
      },
      answer: () => undefined,
    }),
  );
  const { outcomes, position } = await parts.commands.handleEach({ context, service: parts.service, groups });
  for (const outcome of outcomes) if ('refusal' in outcome) throw outcome.refusal;
  // A day without results was undone before the undo was cut off.
  const rows = ids.map((id) => done.get(id) ?? (days.has(id) ? rowDone('changed', { id }) : MISSING));
  return { answer: { rows }, ...(position !== undefined && { position }) };
}

const MISSING = badRow(new DomainError('NOT_FOUND'));

function byStream(ids: readonly string[], days: UndoParts['days']): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const partId of ids) {
    const day = days.get(partId);
    if (!day) continue;
    const id = lineDayIdOf(day.lineId, day.date);
    found.set(id, (found.get(id) ?? new Set<string>()).add(partId));
  }
  return found;
}
