import { event } from '#contracts/declare/event';
import type { CorrectProduction } from '#contracts/kpi/correct-production';
import { ProductionCorrected } from '#contracts/kpi/production-events';
import type { Given } from '#libs/event-sourcing';
import { partNamed, refuseClosed, refuseOtherDate, type EntryFacts } from './day-rules';
import type { LineDay, LineDayEvent } from './line-day';
import { correctedOutput, isSameOutput } from './production-output';

export function correctProduction(command: CorrectProduction, day: LineDay, given: Given<EntryFacts>): LineDayEvent[] {
  const { entryId } = command;
  const { lineId, date } = day;
  const before = partNamed(day.entries, entryId, 'production entry');
  refuseClosed(day, given);
  const output = correctedOutput(command, before, given.facts);
  refuseOtherDate(day, given.facts);
  if (isSameOutput(output, before)) return [];
  return [event(ProductionCorrected, { entryId, lineId, date, batchId: null, output, before })];
}
