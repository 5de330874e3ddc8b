import type { CommandContext } from '#libs/identity';
import { foundFolded, type ServiceParts } from '#libs/runtime';
import { inspectionDayIdOf } from './inspection-facts.provider';
import { InspectionRow } from './inspection.entity';
import { inspectionProjection } from './inspection.projection';

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/** The stream of an inspection, which it never leaves. @throws DomainError as `foundFolded` */
export async function dayOfInspection(inspectionId: string, { context: { tenantId }, parts }: Given): Promise<string> {
  const find = () =>
    parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(InspectionRow, { tenantId, inspectionId }));
  return inspectionDayIdOf(await foundFolded({ of: inspectionProjection, noun: 'inspection', find }, parts), tenantId);
}

export function shownInspection(row: InspectionRow) {
  const { inspectionId: id, lineId, product, step, at, date, createdAt, updatedAt, ...rest } = row;
  const { inspected, firstPassGood, defectiveUnits, defects, opportunities, reworked, repaired, scrapped } = rest;
  return {
    id,
    lineId,
    product,
    step,
    at,
    date,
    inspected,
    firstPassGood,
    defectiveUnits,
    defects,
    opportunities,
    reworked,
    repaired,
    scrapped,
    createdAt,
    updatedAt,
  };
}
