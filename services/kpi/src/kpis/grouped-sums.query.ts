import type { EntityManager } from 'typeorm';
import { comparedPeriod, type Comparison, type Dates } from '../figure/buckets';
import type { CellSource, KpiQuestion } from '../figure/cell-source.query';
import { groupedItems, type GroupedCell, type GroupedItem } from '../figure/figures-by';
import { NO_SUMS, acrossProducts, added, sumOf, type Sums } from '../figure/sums';
import type { Formula } from '../formula/formula';
import type { Compared } from './shown-figures';

/** The sums of a question, by bucket and group, and of the whole period. */
export interface GroupedSums {
  readonly items: readonly GroupedItem[];
  readonly total: Sums;
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
  const { from, to } = question.period;
  const all: GroupedCell[] = [];
  let total = NO_SUMS;
  for (const source of sources) {
    const answer = await source.cells(question, rows);
    const cells = answer.cells.filter(({ date }) => date >= from && date <= to);
    total = added(total, acrossProducts(answer.total ?? sumOf(cells.map(({ sums }) => sums))));
    all.push(...cells);
  }
  return { items: groupedItems(all, question), total };
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
