import { DomainError } from '#contracts/errors';
import type { InspectionFindings } from '#contracts/kpi/inspection-events';
import type { Lines } from '../line/line';
import type { KpiPeriods } from '../period/kpi-periods';
import type { InspectionDay, KeptInspection } from './inspection-day';

/** Of a new inspection. */
export interface InspectionFacts {
  readonly lines: Lines;
  readonly periods: KpiPeriods;
  /** It follows from line, product, step and time. */
  readonly inspectionId: string;
  /** The business date of its time, and the last one on which something can have been inspected. */
  readonly date: string;
  readonly latestDate: string;
}

/**
 * An inspection that was not removed.
 * @throws DomainError `NOT_FOUND`
 */
export function inspectionNamed(
  day: InspectionDay,
  id: string,
): KeptInspection & { readonly findings: InspectionFindings } {
  const inspection = day.get(id);
  if (!inspection?.findings) throw new DomainError('NOT_FOUND', 'There is no such inspection');
  return { ...inspection, findings: inspection.findings };
}
