import { event } from '#contracts/declare/event';
import { DomainError, faultAt } from '#contracts/errors';
import type { EndStop } from '#contracts/kpi/end-stop';
import { StopEnded } from '#contracts/kpi/stop-events';
import type { Given } from '#libs/event-sourcing';
import { partNamed, refuseClosed, type DayFacts } from './day-rules';
import type { LineDay, LineDayEvent } from './line-day';

export function endStop({ stopId, to: stated }: EndStop, day: LineDay, given: Given<DayFacts>): LineDayEvent[] {
  const { lineId, date } = day;
  const to = stated ?? given.now;
  const stop = partNamed(day.stops, stopId, 'stop');
  if (stop.to === to) return [];
  if (stop.to !== null) throw new DomainError('CONFLICT', 'The stop has ended; correct its end', { to: stop.to });
  if (to <= stop.from) throw faultAt('VALIDATION_FAILED', '/to', 'must be after the start', 'RANGE');
  refuseClosed(day, given);
  return [event(StopEnded, { stopId, lineId, date, batchId: null, to })];
}
