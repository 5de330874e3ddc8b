import { v5 } from 'uuid';
import { foldedText } from '#contracts/values/text-folding';
import type { RecordInspection } from '#contracts/kpi/record-inspection';
import type { FactsGiven } from '#libs/runtime';
import { businessDateOf, latestDate } from '../line-day/business-date';
import { zonedPlanOf } from '../line-day/day-facts.provider';
import { linesOf } from '../line/line';
import { kpiPeriodsOf, type KpiPeriods } from '../period/kpi-periods';
import { NO_LINE } from '../shift-calendar/shift-calendars';
import type { InspectionDay } from './inspection-day';
import type { InspectionFacts } from './inspection-rules';

export interface InspectionIdentity {
  readonly lineId: string | null;
  readonly product: string;
  readonly step: string;
  /** ISO 8601 UTC with milliseconds. */
  readonly at: string;
}

/** Of what identifies an inspection, product and step in any case: UUIDv5, for good. */
export function inspectionIdOf({ lineId, product, step, at }: InspectionIdentity, tenantId: string): string {
  return v5(JSON.stringify(['inspection', lineId, foldedText(product), foldedText(step), at]), tenantId);
}

/** The stream of an inspection: UUIDv5 of its line and the UTC date of its time, for good. */
export function inspectionDayIdOf({ lineId, at }: Pick<InspectionIdentity, 'lineId' | 'at'>, tenantId: string): string {
  return v5(JSON.stringify(['inspections', lineId, at.slice(0, '2026-01-31'.length)]), tenantId);
}

type Given = Pick<FactsGiven<InspectionDay>, 'context' | 'lookup'>;

/** Of a new inspection. */
export async function recordedInspectionFacts(
  { lineId = null, product, step, at }: Omit<RecordInspection, 'lineId'> & { readonly lineId?: string | null },
  { context: { tenantId, now }, lookup }: Given,
): Promise<InspectionFacts> {
  const [lines, periods, zoned] = await Promise.all([
    linesOf(tenantId, lookup),
    kpiPeriodsOf(tenantId, lookup),
    zonedPlanOf(lineId ?? NO_LINE, tenantId, lookup),
  ]);
  const inspectionId = inspectionIdOf({ lineId, product, step, at }, tenantId);
  const date = businessDateOf(at, zoned);
  return { lines, periods, inspectionId, date, latestDate: latestDate(now, zoned.timeZone) };
}

/** Of one that is there. */
export async function periodFacts(
  _: object,
  { context: { tenantId }, lookup }: Given,
): Promise<{ readonly periods: KpiPeriods }> {
  return { periods: await kpiPeriodsOf(tenantId, lookup) };
}
