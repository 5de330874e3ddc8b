import type { EntityManager } from 'typeorm';
import { quantityUnits } from '#contracts/values/amounts';
import { foldedText } from '#contracts/values/text-folding';
import { viewOf } from '#libs/read-models';
import type { CellAnswer, CellSource, KpiQuestion } from '../figure/cell-source';
import { knownSetup } from '../kpis/known-setup.query';
import { standardFor } from '../product-standard/product-standards';
import { inspectionCells, type InspectedPart } from './inspection-sums';
import { InspectionRow } from './inspection.entity';

/** The figures of inspections, by their business dates. */
export const inspectionSource: CellSource = {
  kpis: ['first_pass_yield', 'rolled_yield', 'ppm', 'dpmo', 'sigma', 'recovery'],
  cells: cellsOfInspections,
};

async function cellsOfInspections(question: KpiQuestion, rows: EntityManager): Promise<CellAnswer> {
  const { filters } = question;
  // The steps of a product are those of all lines, so rows of other lines are passed over last.
  const parts = await inspectedParts(question, rows);
  if (parts.length === 0) return { cells: [], total: null };
  const { standards, lines } = await knownSetup(question, rows, ['line', 'standard']);
  const cells = inspectionCells(parts, {
    opportunitiesOf: ({ product, lineId, date }) =>
      standardFor(standards, { product, lineId: lineId ?? '', date })?.opportunities ?? null,
    areaOf: (lineId) => (lineId === null ? null : (lines.get(lineId)?.area ?? null)),
  });
  const area = filters.area === undefined ? undefined : foldedText(filters.area);
  const wanted = cells.filter(
    ({ group }) =>
      (filters.line === undefined || group.line === filters.line) &&
      (area === undefined || (typeof group.area === 'string' && foldedText(group.area) === area)),
  );
  return { cells: wanted, total: null };
}

type PartRow = {
  readonly [Name in keyof InspectedPart]: InspectedPart[Name] extends bigint ? string : InspectedPart[Name];
};

const PARTS = (inspections: string) => `
  SELECT date::text AS date, line_id AS "lineId", min(product COLLATE "C") AS product, product_key AS "productKey",
         min(step COLLATE "C") AS step, step_key AS "stepKey", opportunities,
         coalesce(sum(inspected) FILTER (WHERE first_pass_good IS NOT NULL), 0) AS "firstPassInspected",
         coalesce(sum(first_pass_good), 0) AS "firstPassGood",
         coalesce(sum(inspected) FILTER (WHERE defective_units IS NOT NULL), 0) AS "defectiveInspected",
         coalesce(sum(defective_units), 0) AS "defectiveUnits",
         coalesce(sum(inspected) FILTER (WHERE defects IS NOT NULL), 0) AS "defectsInspected",
         coalesce(sum(defects), 0) AS defects,
         coalesce(sum(reworked), 0) AS reworked,
         coalesce(sum(repaired), 0) AS repaired,
         coalesce(sum(scrapped), 0) AS scrapped
    FROM ${inspections} inspection
   WHERE tenant_id = $1 AND date BETWEEN $2 AND $3 AND NOT removed
     AND at <= $4::timestamptz
     AND recorded_from <= $5::timestamptz AND (recorded_to IS NULL OR recorded_to > $5::timestamptz)
     AND ($6::text IS NULL OR product_key = $6)
   GROUP BY 1, line_id, product_key, step_key, opportunities
   ORDER BY 1, line_id, product_key, step_key, opportunities`;

async function inspectedParts(
  { tenantId, period, asOf, knownAt, filters }: KpiQuestion,
  rows: EntityManager,
): Promise<InspectedPart[]> {
  const productKey = filters.product === undefined ? null : foldedText(filters.product);
  const found = await rows.query<PartRow[]>(PARTS(viewOf(rows, InspectionRow)), [
    tenantId,
    period.from,
    period.to,
    asOf,
    knownAt,
    productKey,
  ]);
  return found.map((row) => ({
    ...row,
    firstPassInspected: quantityUnits(row.firstPassInspected),
    firstPassGood: quantityUnits(row.firstPassGood),
    defectiveInspected: quantityUnits(row.defectiveInspected),
    defectiveUnits: quantityUnits(row.defectiveUnits),
    defectsInspected: quantityUnits(row.defectsInspected),
    defects: BigInt(row.defects),
    reworked: quantityUnits(row.reworked),
    repaired: quantityUnits(row.repaired),
    scrapped: quantityUnits(row.scrapped),
  }));
}
