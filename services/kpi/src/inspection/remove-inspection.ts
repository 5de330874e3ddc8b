import { event } from '#contracts/declare/event';
import { InspectionRemoved } from '#contracts/kpi/inspection-events';
import type { RemoveInspection } from '#contracts/kpi/remove-inspection';
import type { Given } from '#libs/event-sourcing';
import { refuseClosed } from '../line-day/day-rules';
import type { KpiPeriods } from '../period/kpi-periods';
import type { InspectionDay, InspectionEvent } from './inspection-day';
import { inspectionNamed } from './inspection-rules';

export function removeInspection(
  { inspectionId }: RemoveInspection,
  day: InspectionDay,
  given: Given<{ readonly periods: KpiPeriods }>,
): InspectionEvent[] {
  const { place, findings: before, version } = inspectionNamed(day, inspectionId);
  refuseClosed(place, given);
  return [event(InspectionRemoved, { inspectionId, ...place, batchId: null, version: version + 1, before })];
}
