import type { KpiGrouping } from '#contracts/kpi/kpi-words';
import type { Formula } from '../formula/formula';
import { bucketOf, type Dates, type Grain } from './buckets';
import { figureOf, type Figure } from './figure-of';
import { NO_SUMS, acrossProducts, added, sumOf, type Sums } from './sums';

/** Sums with everything that they can be grouped by; null: not of any. */
export interface GroupedCell {
  readonly date: string;
  readonly group: Readonly<Partial<Record<KpiGrouping, string | null>>>;
  readonly sums: Sums;
}

export interface FigureRequest {
  readonly period: Dates;
  readonly grain: Grain;
  readonly groupBy: readonly KpiGrouping[];
  readonly formulas: readonly Formula[];
}

export interface FigureItem extends Dates {
  readonly group: Readonly<Partial<Record<KpiGrouping, string | null>>>;
  readonly sums: Sums;
  /** In the order of the formulas. */
  readonly figures: readonly Figure[];
}

export interface FigureTable {
  /** By bucket, then by group. */
  readonly items: readonly FigureItem[];
  readonly totals: readonly Figure[];
}

/** Formulas that a grouping does not fit: the request is refused. The grain of shifts groups by shift. */
export function misfits({ grain, groupBy, formulas }: FigureRequest): Formula[] {
  const wanted = groupingsOf(grain, groupBy);
  return formulas.filter(({ groupings }) => wanted.some((grouping) => !groupings.includes(grouping)));
}

/** Cells as figures. A total is one figure of all sums, whatever the groups. */
export function figuresBy(cells: readonly GroupedCell[], request: FigureRequest): FigureTable {
  const { period, grain, formulas } = request;
  const groupings = groupingsOf(grain, request.groupBy);
  const figures = (sums: Sums) => formulas.map((formula) => figureOf(formula, sums));
  const items = new Map<string, Omit<FigureItem, 'figures'>>();
  for (const { date, group: of, sums } of cells) {
    if (date < period.from || date > period.to) continue;
    const bucket = bucketOf(date, grain, period);
    const group = Object.fromEntries(groupings.map((grouping) => [grouping, of[grouping] ?? null]));
    const key = JSON.stringify([bucket.from, ...groupings.map((grouping) => group[grouping])]);
    const known = items.get(key) ?? { ...bucket, group, sums: NO_SUMS };
    items.set(key, { ...known, sums: added(known.sums, groupings.includes('product') ? sums : acrossProducts(sums)) });
  }
  const sorted = [...items].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
  return {
    items: sorted.map((item) => ({ ...item, figures: figures(item.sums) })),
    totals: figures(acrossProducts(sumOf(sorted.map(({ sums }) => sums)))),
  };
}

/**
 * The cells that stand for areas: of an area with constraints only those of these lines, of any other all. So the output of
 * an area is not counted again for each line that it passes.
 */
export function standingForAreas(cells: readonly GroupedCell[], constraints: ReadonlySet<string>): GroupedCell[] {
  const isConstraint = ({ group: { line } }: GroupedCell) => typeof line === 'string' && constraints.has(line);
  const constrained = new Set(cells.filter(isConstraint).map(({ group }) => group.area));
  return cells.filter((cell) => isConstraint(cell) || !constrained.has(cell.group.area));
}

function groupingsOf(grain: Grain, groupBy: readonly KpiGrouping[]): readonly KpiGrouping[] {
  return grain === 'shift' && !groupBy.includes('shift') ? [...groupBy, 'shift'] : groupBy;
}
