import { event } from '#contracts/declare/event';
import type { RemoveStop } from '#contracts/kpi/remove-stop';
import { StopRemoved } from '#contracts/kpi/stop-events';
import type { Given } from '#libs/event-sourcing';
import { partNamed, refuseClosed, type DayFacts } from './day-rules';
import type { LineDay, LineDayEvent } from './line-day';

export function removeStop({ stopId }: RemoveStop, day: LineDay, given: Given<DayFacts>): LineDayEvent[] {
  const { lineId, date } = day;
  const before = partNamed(day.stops, stopId, 'stop');
  refuseClosed(day, given);
  return [event(StopRemoved, { stopId, lineId, date, batchId: null, before })];
}
