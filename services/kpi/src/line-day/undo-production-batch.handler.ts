import { DomainError } from '#contracts/errors';
import type { EditResult, ProductionBatch } from '#contracts/kpi/edit-production';
import type { UndoProductionBatch } from '#contracts/kpi/undo-production-batch';
import { newIdOf } from '#libs/event-sourcing';
import type { CommandContext } from '#libs/identity';
import type { Outcome, ServiceParts } from '#libs/runtime';
import { dayFacts, lineDayIdOf } from './day-facts.provider';
import type { DayFacts } from './day-rules';
import { DAYS_AT_ONCE, recordBatch, recordedBatch, type DayGroup } from './edit-production.handler';
import { taken } from './edit-production';
import { lineDay } from './line-day';
import { productionBatch } from './production-batch';
import { undoBatch, type DayUndo } from './undo-production-batch';

/** The undo is a batch of its own, which can be undone. */
export async function undoProductionBatch(
  { batchId }: UndoProductionBatch,
  context: CommandContext,
  parts: ServiceParts,
): Promise<Outcome<ProductionBatch>> {
  const undoId = newIdOf(context.commandId, 'production-batch');
  const known = await recordedBatch(undoId, context, parts);
  if (known) return known;
  const { state } = await parts.commands.state(productionBatch, context.tenantId, batchId);
  if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such batch');
  const results: (readonly EditResult[])[] = [];
  const groups = state.days.map(({ lineId, date }, at): DayGroup<DayUndo, DayFacts> => {
    const id = lineDayIdOf(lineId, date);
    return {
      aggregate: lineDay,
      id,
      command: { batchId, undoId },
      facts: (command, here, lookup, day) => dayFacts(command, { id, context: here, lookup, state: day }),
      decide: (command, day, given) => {
        const undone = undoBatch(command, day, given);
        results[at] = undone.results;
        return undone.events;
      },
      answer: (_, { events }) => events,
    };
  });
  const handling = { context, service: parts.service, groups, concurrency: DAYS_AT_ONCE };
  const { outcomes } = await parts.commands.handleEach(handling);
  for (const [at, outcome] of outcomes.entries()) {
    // Decided before the request was cut off.
    if ('result' in outcome) results[at] ??= outcome.result.map((made) => taken([made], null));
  }
  return recordBatch({ batchId: undoId, undoes: batchId, days: state.days, results: results.flat() }, context, parts);
}
