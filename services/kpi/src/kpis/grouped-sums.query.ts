import type { EntityManager } from 'typeorm';
import { bucketOf, comparedPeriod, type Comparison, type Dates, type Grain } from '../figure/buckets';
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

type OfPeriod = Pick<GroupedItem, 'dates' | 'key'>;

/** Sums of other periods, for the comparison of some items. */
export class ComparedSums {
  private readonly known = new Map<string, Promise<GroupedSums>>();
  /** From the first date that one of the items is compared with to the last. */
  private readonly extent: Dates;

  constructor(
    private readonly question: KpiQuestion,
    private readonly comparison: Comparison,
    private readonly sources: readonly CellSource[],
    private readonly rows: EntityManager,
    items: readonly OfPeriod[],
  ) {
    const periods = items.map(({ dates }) => comparedPeriod(dates, comparison, question.grain));
    const [from = '', to = ''] = [periods.map((each) => each.from).toSorted()[0], periods.map((each) => each.to).toSorted().at(-1)]; // prettier-ignore
    this.extent = { from, to };
  }

  /** Of one group. */
  async ofGroup({ dates, key }: OfPeriod): Promise<Compared> {
    const period = this.comparedWith(dates);
    const { items } = await this.around(period);
    const isAsked = (item: GroupedItem) => item.key === key && item.dates.from === period.from;
    return { ...period, sums: items.find(isAsked)?.sums ?? NO_SUMS };
  }

  async total(): Promise<Compared> {
    const period = this.comparedWith(this.question.period);
    return { ...period, sums: (await this.of(period, 'total')).total };
  }

  private comparedWith(dates: Dates): Dates {
    return comparedPeriod(dates, this.comparison, this.question.grain);
  }

  /** Where periods are buckets, all are asked for at once: those of a part of a bucket may be none. */
  private around(period: Dates): Promise<GroupedSums> {
    const { grain } = this.question;
    const bucket = bucketOf(period.from, grain, this.extent);
    const isBucket = bucket.from === period.from && bucket.to === period.to;
    return isBucket ? this.of(this.extent, grain) : this.of(period, 'total');
  }

  private of(period: Dates, grain: Grain): Promise<GroupedSums> {
    const key = `${period.from} ${period.to} ${grain}`;
    const found = this.known.get(key) ?? groupedSums({ ...this.question, period, grain }, this.sources, this.rows);
    this.known.set(key, found);
    return found;
  }
}
