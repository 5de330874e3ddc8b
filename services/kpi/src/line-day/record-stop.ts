import { event } from '#contracts/declare/event';
import { DomainError, faultAt } from '#contracts/errors';
import type { RecordStop } from '#contracts/kpi/record-stop';
import { StopRecorded } from '#contracts/kpi/stop-events';
import { foldedText } from '#contracts/values/text-folding';
import type { Given } from '#libs/event-sourcing';
import { refuseMissingLine } from '../line/line-rules';
import type { StopReasons } from '../stop-reason/stop-reasons';
import { refuseClosed, refuseSameStop, refuseSecondTimer, refuseTimerAhead, type StopFacts } from './day-rules';
import type { LineDay, LineDayEvent } from './line-day';

export function recordStop(command: RecordStop, day: LineDay, given: Given<StopFacts>): LineDayEvent[] {
  const { lineId, from = given.now, to = null, reason, note = null } = command;
  const { date, lines, reasons } = given.facts;
  const stopId = given.newId('stop');
  if (day.stops.has(stopId)) throw new DomainError('CONFLICT', 'This stop is there already');
  refuseMissingLine(lines, lineId);
  refuseClosed({ lineId, date, pointer: '/from' }, given);
  const stop = { from, to, reasonId: reasonOf(reasons, reason), note };
  refuseTimerAhead(stop, given.now);
  refuseSecondTimer({ ...stop, stopId }, day, given.facts.open);
  refuseSameStop({ ...stop, stopId }, day);
  return [event(StopRecorded, { stopId, lineId, date, batchId: null, stop })];
}

/** The reason of a code, in any case; null for no code. @throws DomainError `NOT_FOUND` */
export function reasonOf({ idByCode }: StopReasons, code: string | null | undefined): string | null {
  if (code === undefined || code === null) return null;
  const reasonId = idByCode.get(foldedText(code));
  if (reasonId === undefined) throw faultAt('NOT_FOUND', '/reason', 'is the code of no stop reason');
  return reasonId;
}
