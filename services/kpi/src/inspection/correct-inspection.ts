import { event } from '#contracts/declare/event';
import { faultAt } from '#contracts/errors';
import type { CorrectInspection } from '#contracts/kpi/correct-inspection';
import { InspectionCorrected, type InspectionFindings } from '#contracts/kpi/inspection-events';
import { faultOfFindings } from '#contracts/kpi/inspection-rules';
import type { Given } from '#libs/event-sourcing';
import { refuseClosed } from '../line-day/day-rules';
import type { KpiPeriods } from '../period/kpi-periods';
import type { InspectionDay, InspectionEvent } from './inspection-day';
import { inspectionNamed } from './inspection-rules';

/** An absent field stays; null removes. */
export function correctInspection(
  { inspectionId, ...told }: CorrectInspection,
  day: InspectionDay,
  given: Given<{ readonly periods: KpiPeriods }>,
): InspectionEvent[] {
  const { place, findings: before, version } = inspectionNamed(day, inspectionId);
  refuseClosed(place, given);
  const findings: InspectionFindings = {
    inspected: told.inspected ?? before.inspected,
    firstPassGood: told.firstPassGood === undefined ? before.firstPassGood : told.firstPassGood,
    defectiveUnits: told.defectiveUnits === undefined ? before.defectiveUnits : told.defectiveUnits,
    defects: told.defects === undefined ? before.defects : told.defects,
    opportunities: told.opportunities === undefined ? before.opportunities : told.opportunities,
    reworked: told.reworked === undefined ? before.reworked : told.reworked,
    repaired: told.repaired === undefined ? before.repaired : told.repaired,
    scrapped: told.scrapped === undefined ? before.scrapped : told.scrapped,
  };
  const fault = faultOfFindings(findings, told);
  if (fault) throw faultAt('VALIDATION_FAILED', fault.pointer, fault.message, fault.code);
  if (FIELDS.every((field) => findings[field] === before[field])) return [];
  return [
    event(InspectionCorrected, { inspectionId, ...place, batchId: null, version: version + 1, findings, before }),
  ];
}

const FIELDS = [
  'inspected',
  'firstPassGood',
  'defectiveUnits',
  'defects',
  'opportunities',
  'reworked',
  'repaired',
  'scrapped',
] as const satisfies readonly (keyof InspectionFindings)[];
