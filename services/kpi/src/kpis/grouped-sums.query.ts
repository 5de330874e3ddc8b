import type { EntityManager } from 'typeorm';
import { bucketOf, comparedPeriod, type Comparison, type Dates } from '../figure/buckets';
import type { CellAnswer, CellSource, KpiQuestion } from '../figure/cell-source.query';
import type { GroupedCell } from '../figure/figures-by';
import { NO_SUMS, acrossProducts, added, sumOf, type Sums } from '../figure/sums';
import type { Formula } from '../formula/formula';
import type { Compared, Group, OfGroup } from './shown-figures';

/** The sums of a question, by bucket and group, and of the whole period. */
export interface GroupedSums {
  readonly items: readonly (OfGroup & { readonly key: string })[];
  readonly total: Sums;
}

interface Answered {
  readonly source: CellSource;
  readonly answer: CellAnswer;
}

/** The inputs that the formulas are made of. */
export function sourcesOf(sources: readonly CellSource[], formulas: readonly Formula[]): CellSource[] {
  return sources.filter(({ kpis }) => formulas.some(({ id }) => kpis.includes(id)));
}

export async function groupedSums(
  question: KpiQuestion,
  sources: readonly CellSource[],
  rows: EntityManager,
): Promise<GroupedSums> {
  const items = new Map<string, OfGroup & { readonly key: string }>();
  let total = NO_SUMS;
  for (const { answer } of await answersOf(question, sources, rows)) {
    total = added(total, acrossProducts(answer.total ?? sumOf(answer.cells.map(({ sums }) => sums))));
    for (const cell of answer.cells) {
      if (isOfNoProduct(cell, question)) continue;
      const dates = bucketOf(cell.date, question.grain, question.period);
      const group = groupOf(cell, question);
      const key = JSON.stringify(question.groupBy.map((grouping) => group[grouping] ?? null));
      const place = `${dates.from} ${key}`;
      const known = items.get(place) ?? { dates, group, sums: NO_SUMS, key };
      items.set(place, { ...known, sums: added(known.sums, sumsOf(cell, question)) });
    }
  }
  const sorted = [...items].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return { items: sorted.map(([, item]) => item), total };
}

async function answersOf(
  question: KpiQuestion,
  sources: readonly CellSource[],
  rows: EntityManager,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const source of sources) {
    const { cells, total } = await source.cells(question, rows);
    const { from, to } = question.period;
    answered.push({ source, answer: { cells: cells.filter(({ date }) => date >= from && date <= to), total } });
  }
  return answered;
}

function groupOf({ group }: GroupedCell, { groupBy }: KpiQuestion): Group {
  return Object.fromEntries(groupBy.map((grouping) => [grouping, group[grouping] ?? null]));
}

function sumsOf({ sums }: GroupedCell, { groupBy }: KpiQuestion): Sums {
  return groupBy.includes('product') ? sums : acrossProducts(sums);
}

/** The line's own part of a shift, where products or orders are told apart: it counts in the total alone. */
function isOfNoProduct({ group }: GroupedCell, { groupBy }: KpiQuestion): boolean {
  return (groupBy.includes('product') || groupBy.includes('order')) && group.product === null;
}

/** Sums of other periods, for the comparison of items. */
export class ComparedSums {
  private readonly known = new Map<string, Promise<GroupedSums>>();

  constructor(
    private readonly question: KpiQuestion,
    private readonly comparison: Comparison,
    private readonly sources: readonly CellSource[],
    private readonly rows: EntityManager,
  ) {}

  /** Of one group. */
  async ofGroup({ dates, key }: { readonly dates: Dates; readonly key: string }): Promise<Compared> {
    const period = comparedPeriod(dates, this.comparison);
    const { items } = await this.of(period);
    return { ...period, sums: items.find((item) => item.key === key)?.sums ?? NO_SUMS };
  }

  async total(): Promise<Compared> {
    const period = comparedPeriod(this.question.period, this.comparison);
    return { ...period, sums: (await this.of(period)).total };
  }

  private of(period: Dates): Promise<GroupedSums> {
    const key = `${period.from} ${period.to}`;
    const asked = { ...this.question, period, grain: 'total' as const };
    const found = this.known.get(key) ?? groupedSums(asked, this.sources, this.rows);
    this.known.set(key, found);
    return found;
  }
}
