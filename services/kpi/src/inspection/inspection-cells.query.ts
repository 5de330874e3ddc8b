import type { EntityManager } from 'typeorm';
import { quantityUnits } from '#contracts/values/amounts';
import { foldedText } from '#contracts/values/text-folding';
import { daysAfter } from '#contracts/values/local-date';
import { viewOf } from '#libs/read-models';
import { bucketOf, type Dates } from '../figure/buckets';
import type { CellAnswer, CellSource, KpiQuestion } from '../figure/cell-source.query';
import { knownSetup } from '../kpis/known-setup.query';
import { standardFor } from '../product-standard/product-standards';
import { firstStepDate, inspectionSums, type CountedStep, type InspectedPart } from './inspection-sums';
import { InspectionRow } from './inspection.entity';

/** The figures of inspections, by their business dates. */
export const inspectionSource: CellSource = {
  kpis: ['first_pass_yield', 'rolled_yield', 'ppm', 'dpmo', 'sigma', 'recovery'],
  cells: cellsOfInspections,
};

async function cellsOfInspections(question: KpiQuestion, rows: EntityManager): Promise<CellAnswer> {
  const { period, grain, filters } = question;
  // The steps of a product are those of all lines, so parts of other lines are passed over last.
  const parts = await inspectedParts(question, rows);
  if (parts.length === 0) return { cells: [], total: null };
  const { standards, lines } = await knownSetup(question, rows, ['line', 'standard']);
  const areaOf = (lineId: string | null) => (lineId === null ? null : (lines.get(lineId)?.area ?? null));
  const area = filters.area === undefined ? undefined : foldedText(filters.area);
  const isWanted = ({ lineId }: InspectedPart) =>
    (filters.line === undefined || lineId === filters.line) &&
    (area === undefined || foldedText(areaOf(lineId) ?? '') === area);
  return inspectionSums(parts.filter(isWanted), {
    period,
    grain,
    counted: [...(await earlierSteps(question, rows)), ...parts.filter((part) => part.firstPassInspected > 0n)],
    opportunitiesOf: ({ product, lineId, date }) =>
      standardFor(standards, { product, lineId: lineId ?? '', date })?.opportunities ?? null,
    areaOf,
  });
}

type PartRow = {
  readonly [Name in keyof InspectedPart]: InspectedPart[Name] extends bigint ? string : InspectedPart[Name];
};

/** Of the dates from `$2` to `$3`, as of `$4`, as known at `$5`; `$6`: a product, folded, or null. */
const KNOWN = `
  tenant_id = $1 AND date BETWEEN $2 AND $3 AND NOT removed
  AND at <= $4::timestamptz
  AND recorded_from <= $5::timestamptz AND (recorded_to IS NULL OR recorded_to > $5::timestamptz)
  AND ($6::text IS NULL OR product_key = $6)`;

function known({ tenantId, asOf, knownAt, filters }: KpiQuestion, { from, to }: Dates): unknown[] {
  return [tenantId, from, to, asOf, knownAt, filters.product === undefined ? null : foldedText(filters.product)];
}

const PARTS = (inspections: string) => `
  SELECT date::text AS date, line_id AS "lineId", product, product_key AS "productKey", step, step_key AS "stepKey",
         opportunities,
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
   WHERE ${KNOWN}
   GROUP BY inspection.date, line_id, product, product_key, step, step_key, opportunities`;

/** Of the days before the period that still tell the steps of its first bucket. */
async function earlierSteps(question: KpiQuestion, rows: EntityManager): Promise<CountedStep[]> {
  const { period, grain } = question;
  const from = firstStepDate(bucketOf(period.from, grain, period));
  return rows.query<CountedStep[]>(
    `SELECT DISTINCT date::text AS date, product_key AS "productKey", step_key AS "stepKey"
       FROM ${viewOf(rows, InspectionRow)} inspection
      WHERE ${KNOWN} AND first_pass_good IS NOT NULL`,
    known(question, { from, to: daysAfter(period.from, -1) }),
  );
}

async function inspectedParts(question: KpiQuestion, rows: EntityManager): Promise<InspectedPart[]> {
  const sql = PARTS(viewOf(rows, InspectionRow));
  const found = await rows.query<PartRow[]>(sql, known(question, question.period));
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
