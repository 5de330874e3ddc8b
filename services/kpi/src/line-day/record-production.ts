import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { ProductionRecorded } from '#contracts/kpi/production-events';
import type { RecordProduction } from '#contracts/kpi/record-production';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingLine } from '../line/line-rules';
import { refuseClosed, type EntryFacts } from './day-rules';
import type { LineDay, LineDayEvent } from './line-day';
import { statedOutput } from './production-output';

export function recordProduction(command: RecordProduction, day: LineDay, given: Given<EntryFacts>): LineDayEvent[] {
  const { lineId } = command;
  const { facts } = given;
  const { date, lines } = facts;
  const entryId = given.newId('entry');
  if (day.entries.has(entryId)) throw new DomainError('CONFLICT', 'This entry is there already');
  refuseMissingLine(lines, lineId);
  refuseClosed({ lineId, date, pointer: command.from === undefined ? '/date' : '/from' }, given);
  const output = statedOutput(command, facts);
  return [event(ProductionRecorded, { entryId, lineId, date, batchId: null, output, source: 'single' })];
}
