import { In, type EntityManager } from 'typeorm';
import type { LineageInspection } from '#contracts/kpi/get-kpi-lineage';
import { foldedText } from '#contracts/values/text-folding';
import type { Trace, TracedFigure, TracedSource } from '../figure/cell-source.query';
import { dayName, dayNamed } from '../figure/day-name';
import { NO_SUMS, added, type Sums } from '../figure/sums';
import { isInGroup } from '../figure/traced-part';
import { knownSetup } from '../kpis/known-setup.query';
import { tracedStandards } from '../product-standard/traced-standards';
import { inspectionSource } from './inspection-cells.query';
import { InspectionRow } from './inspection.entity';

/** Inspections, with what figures were made of. */
export const tracedInspections: TracedSource = { ...inspectionSource, trace: traceOfInspections };

/** By business date and line. */
async function traceOfInspections(figure: TracedFigure, rows: EntityManager): Promise<Trace> {
  const { question, group } = figure;
  const sums = new Map<string, Sums>();
  const { cells } = await inspectionSource.cells(question, rows);
  for (const cell of cells) {
    if (!isInGroup(cell.group, group)) continue;
    const name = dayName({ date: cell.date, lineId: cell.group.line ?? null });
    sums.set(name, added(sums.get(name) ?? NO_SUMS, cell.sums));
  }
  const { standards } = await knownSetup(question, rows, ['standard']);
  return {
    names: [...sums.keys()].toSorted(),
    read: async (names) => {
      const found = await inspectionsOn(names, figure, rows);
      return names.map((name) => {
        const on = dayNamed(name);
        const inspections = found.get(name) ?? [];
        const products = inspections.map(({ product }) => product);
        return {
          name,
          ...on,
          inspections,
          standards: tracedStandards(products, { lineId: on.lineId ?? '', date: on.date, standards }),
          sums: sums.get(name) ?? NO_SUMS,
        };
      });
    },
  };
}

/** As they were known then, in the order of time. */
async function inspectionsOn(
  names: readonly string[],
  { question: { tenantId, asOf, knownAt, filters }, group }: TracedFigure,
  rows: EntityManager,
): Promise<ReadonlyMap<string, LineageInspection[]>> {
  const dates = new Set(names.map((name) => dayNamed(name).date));
  const query = rows
    .createQueryBuilder(InspectionRow, 'inspection')
    .where({ tenantId, removed: false, date: In([...dates]) })
    .andWhere('inspection.at <= :asOf AND inspection.recordedFrom <= :knownAt', { asOf, knownAt })
    .andWhere('(inspection.recordedTo IS NULL OR inspection.recordedTo > :knownAt)')
    .orderBy('inspection.at')
    .addOrderBy('inspection.stepKey')
    .addOrderBy('inspection.inspectionId');
  if (filters.product !== undefined) query.andWhere({ productKey: foldedText(filters.product) });
  if (typeof group.product === 'string') query.andWhere({ product: group.product });
  if (typeof group.step === 'string') query.andWhere({ step: group.step });
  const found = new Map<string, LineageInspection[]>();
  for (const row of await query.getMany()) {
    const name = dayName(row);
    const known = found.get(name);
    if (known) known.push(shown(row));
    else found.set(name, [shown(row)]);
  }
  return found;
}

function shown(row: InspectionRow): LineageInspection {
  const { inspectionId: id, product, step, at, inspected, firstPassGood, defectiveUnits, defects } = row;
  const { opportunities, reworked, repaired, scrapped } = row;
  const findings = { inspected, firstPassGood, defectiveUnits, defects, opportunities, reworked, repaired, scrapped };
  return { id, product, step, at, ...findings };
}
