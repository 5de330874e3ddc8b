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
  const stated = <Name extends keyof InspectionFindings>(name: Name) => {
    const value = told[name];
    return (value === undefined ? before[name] : value) as InspectionFindings[Name];
  };
  const findings: InspectionFindings = {
    inspected: stated('inspected'),
    firstPassGood: stated('firstPassGood'),
    defectiveUnits: stated('defectiveUnits'),
    defects: stated('defects'),
    opportunities: stated('opportunities'),
    reworked: stated('reworked'),
    repaired: stated('repaired'),
    scrapped: stated('scrapped'),
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
