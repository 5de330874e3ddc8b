import { badRow, rowDone, type RowDone, type RowsDone } from '#contracts/imports/rows-done';
import { DomainError } from '#contracts/errors';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import type { UndoImportedProduction } from '#contracts/kpi/undo-imported-production';
import { newIdOf, type Group } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { dayFacts, lineDayIdOf } from '../line-day/day-facts.provider';
import type { DayFacts } from '../line-day/day-rules';
import { lineDay, type LineDay, type LineDayEvent } from '../line-day/line-day';
import { undoBatch, type DayUndo } from '../line-day/undo-production-batch';
import { daysOfEntryIds } from './imported-days.query';
import { undoneRows } from './undone-rows';

type UndoGroup = Group<DayUndo, LineDay, LineDayEvent, DayFacts, readonly LineDayEvent[]>;

/** Puts back what an import did to entries, a day at a time. The undo is a batch of its own. */
export async function undoImportedProduction(
  { importId, entryIds }: UndoImportedProduction,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<RowsDone>> {
  const known = await daysOfEntryIds(entryIds, context.tenantId, parts);
  const done = new Map<string, RowDone>();
  const days = daysOf(entryIds, known);
  const undoId = newIdOf(importId, 'undo');
  const groups = [...days].map(([id, only]): UndoGroup => ({
    aggregate: lineDay,
    id,
    command: { batchId: importId, undoId, only },
    facts: (command, here, lookup, state) => dayFacts(command, { id, context: here, lookup, state }),
    decide: (command, day, given) => {
      const { events, results } = undoBatch(command, day, given);
      for (const [entryId, row] of undoneRows(only, results)) done.set(entryId, row);
      return events;
    },
    answer: (_, { events }) => events,
  }));
  const { outcomes, position } = await parts.commands.handleEach({ context, service: parts.service, groups });
  for (const outcome of outcomes) if ('refusal' in outcome) throw outcome.refusal;
  const missing = badRow(new DomainError('NOT_FOUND', 'There is no such production entry'));
  // A day without results was undone before the import was cut off.
  const rows = entryIds.map((id) => done.get(id) ?? (known.has(id) ? rowDone('changed', { id }) : missing));
  return { answer: { rows }, ...(position !== undefined && { position }) };
}

/** The entries by the stream of their day. */
function daysOf(
  entryIds: readonly string[],
  known: ReadonlyMap<string, BatchDay>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const days = new Map<string, Set<string>>();
  for (const entryId of entryIds) {
    const day = known.get(entryId);
    if (!day) continue;
    const id = lineDayIdOf(day.lineId, day.date);
    days.set(id, (days.get(id) ?? new Set<string>()).add(entryId));
  }
  return days;
}
