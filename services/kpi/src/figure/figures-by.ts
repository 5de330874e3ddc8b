import type { KpiGrouping } from '#contracts/kpi/kpi-words';
import { bucketOf, type Dates, type Grain } from './buckets';
import { NO_SUMS, acrossProducts, added, type Sums } from './sums';

/** Values by what figures are grouped by; null: of none. */
export type Group = Readonly<Partial<Record<KpiGrouping, string | null>>>;

/** Sums with everything that they can be grouped by. */
export interface GroupedCell {
  readonly date: string;
  readonly group: Group;
  readonly sums: Sums;
}

export interface Grouping {
  readonly period: Dates;
  readonly grain: Grain;
  readonly groupBy: readonly KpiGrouping[];
}

/** The sums of a stretch of dates and a group. */
export interface GroupedItem {
  readonly dates: Dates;
  readonly group: Group;
  readonly sums: Sums;
  /** Of the group, as text: items are in the order of dates and key. */
  readonly key: string;
}

/** Cells of a period added up by bucket and group. */
export function groupedItems(cells: readonly GroupedCell[], { period, grain, groupBy }: Grouping): GroupedItem[] {
  const items = new Map<string, GroupedItem>();
  for (const cell of cells) {
    if (cell.date < period.from || cell.date > period.to || isOfNoProduct(cell, groupBy)) continue;
    const dates = bucketOf(cell.date, grain, period);
    const group: Group = Object.fromEntries(groupBy.map((grouping) => [grouping, cell.group[grouping] ?? null]));
    const key = JSON.stringify(groupBy.map((grouping) => group[grouping]));
    const place = `${dates.from} ${key}`;
    const known = items.get(place) ?? { dates, group, sums: NO_SUMS, key };
    const sums = groupBy.includes('product') ? cell.sums : acrossProducts(cell.sums);
    items.set(place, { ...known, sums: added(known.sums, sums) });
  }
  return [...items].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, item]) => item);
}

/** The line's own part of a shift, where products or orders are told apart: it counts in the total alone. */
function isOfNoProduct({ group }: GroupedCell, groupBy: Grouping['groupBy']): boolean {
  return (groupBy.includes('product') || groupBy.includes('order')) && group.product === null;
}
