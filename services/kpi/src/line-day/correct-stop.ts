import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { CorrectStop } from '#contracts/kpi/correct-stop';
import { StopCorrected, type LineStop } from '#contracts/kpi/stop-events';
import type { Given } from '#libs/event-sourcing';
import {
  partNamed,
  refuseClosed,
  refuseOtherDate,
  refuseSameStop,
  refuseSecondTimer,
  refuseTimerAhead,
  type StopFacts,
} from './day-rules';
import type { LineDay, LineDayEvent } from './line-day';
import { reasonOf } from './record-stop';

/** An absent field stays; null removes. */
export function correctStop(command: CorrectStop, day: LineDay, given: Given<StopFacts>): LineDayEvent[] {
  const { stopId, from, to, reason, note } = command;
  const { lineId, date } = day;
  const before = partNamed(day.stops, stopId, 'stop');
  refuseClosed(day, given);
  const stop: LineStop = {
    from: from ?? before.from,
    to: to === undefined ? before.to : to,
    reasonId: reason === undefined ? before.reasonId : reasonOf(given.facts.reasons, reason),
    note: note === undefined ? before.note : note,
  };
  if (stop.to !== null && stop.to <= stop.from) {
    throw faultAt(
      'VALIDATION_FAILED',
      to === undefined ? '/from' : '/to',
      'must leave the end after the start',
      'RANGE',
    );
  }
  refuseOtherDate(day, given.facts);
  if (FIELDS.every((field) => stop[field] === before[field])) return [];
  const isOtherTimer = before.to !== null || stop.reasonId !== before.reasonId;
  if (isOtherTimer) refuseSecondTimer({ ...stop, stopId }, day, given.facts.open);
  if (isOtherTimer || stop.from !== before.from) refuseTimerAhead(stop, given.now);
  if (stop.from !== before.from || stop.reasonId !== before.reasonId) refuseSameStop({ ...stop, stopId }, day);
  return [event(StopCorrected, { stopId, lineId, date, batchId: null, stop, before })];
}

const FIELDS = ['from', 'to', 'reasonId', 'note'] as const;
