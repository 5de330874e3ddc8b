import { event } from '#contracts/declare/event';
import { ProductionRemoved } from '#contracts/kpi/production-events';
import type { RemoveProduction } from '#contracts/kpi/remove-production';
import type { Given } from '#libs/event-sourcing';
import { partNamed, refuseClosed, type DayFacts } from './day-rules';
import type { LineDay, LineDayEvent } from './line-day';

export function removeProduction({ entryId }: RemoveProduction, day: LineDay, given: Given<DayFacts>): LineDayEvent[] {
  const { lineId, date } = day;
  const before = partNamed(day.entries, entryId, 'production entry');
  refuseClosed(day, given);
  return [event(ProductionRemoved, { entryId, lineId, date, batchId: null, before })];
}
