import {
  MAX_LINEAGE_ENTRIES,
  MAX_LINEAGE_STANDARDS,
  MAX_LINEAGE_STOPS,
  type LineageDay,
  type LineageSum,
} from '#contracts/kpi/get-kpi-lineage';
import { foldedText } from '#contracts/values/text-folding';
import type { ShiftCell } from '../figure/line-day';
import { SUM_PLACES, acrossProducts, exactText, sumOf, type SumName, type Sums } from '../figure/sums';
import type { LineSetups } from '../line-sums/day-figures';
import { knownEntries } from '../line-sums/day-history';
import { standardRowFor } from '../product-standard/product-standards';
import type { FigureName } from './lineage-name';
import type { MomentDay } from './moment-days.query';

interface Given {
  readonly named: FigureName;
  readonly lineCode: string | null;
}

/** What a line's business date gave to a figure: all that the figure's function took of it. */
export function lineageDay(day: MomentDay, given: Given): LineageDay {
  const { lineId, date, figures } = day;
  const isOf = partOf(given.named);
  const cells = figures.cells.filter(isOf);
  const shifts = new Set(figures.shifts.map(({ shift }) => shift));
  const planned = (figures.day.plan.on(date) ?? []).filter(({ name }) => shifts.has(name));
  const entries = entriesOf(day, given).filter((entry) => isOf({ ...entry, order: entry.order }, entry.from !== null));
  const stops = figures.day.stops
    .filter(({ from, to }) => planned.some((shift) => from < shift.to && (to ?? figures.day.asOf) > shift.from))
    .toSorted((one, other) => one.from - other.from)
    .map(({ id, from, to, reason, class: of }) => ({
      id,
      from: instant(from),
      to: to === null ? null : instant(to),
      reason,
      class: of,
    }));
  const products = entries.map(({ product }) => product);
  const standards = standardsIn(products, { lineId, date, setups: day.setups });
  const shown = {
    entries: entries.slice(0, MAX_LINEAGE_ENTRIES),
    stops: stops.slice(0, MAX_LINEAGE_STOPS),
    standards: standards.slice(0, MAX_LINEAGE_STANDARDS),
  };
  const all = entries.length + stops.length + standards.length;
  return {
    date,
    lineId,
    lineCode: given.lineCode,
    shifts: planned.map(({ name, from, to }) => ({ name, from: instant(from), to: instant(to) })),
    ...shown,
    left: all - shown.entries.length - shown.stops.length - shown.standards.length,
    sums: shownSums(sumOf(cells.map(({ sums }) => sums))),
  };
}

/** Without zeros. */
export function shownSums(sums: Sums): LineageSum[] {
  return (Object.entries(acrossProducts(sums).totals) as [SumName, bigint][])
    .filter(([, value]) => value !== 0n)
    .map(([name, value]) => ({ name, value: exactText(value, SUM_PLACES) }));
}

type Part = Pick<ShiftCell, 'shift' | 'product' | 'order'>;

/** Whether a part of a day is in the group of a figure, and passes its filters. `isRun`: its shifts are not told. */
function partOf({ group, filters }: FigureName): (part: Part, isRun?: boolean | number) => boolean {
  const isSame = (one: string | null, other: string | undefined) =>
    other === undefined || (one !== null && foldedText(one) === foldedText(other));
  const isOfProducts = 'product' in group || 'order' in group;
  return ({ shift, product, order }, isRun = false) =>
    (!isOfProducts || product !== null) &&
    (!('product' in group) || product === group.product) &&
    (!('order' in group) || order === group.order) &&
    (isRun === true || !('shift' in group) || shift === group.shift) &&
    isSame(product, filters.product) &&
    (isRun === true || isSame(shift, filters.shift));
}

function entriesOf(
  { date, histories, figures }: MomentDay,
  { named: { knownAt } }: Given,
): LineageDay['entries'][number][] {
  const counted = new Set(figures.day.entries.map(({ id }) => id));
  return [...histories].flatMap(([home, history]) =>
    knownEntries(history, knownAt)
      .filter(({ id, value }) => counted.has(id) && (home === date || reaches(value, figures)))
      .map(({ id, value }) => ({ id, date: home, ...value })),
  );
}

/** A run of another day that has a part of its time in a shift of this one. */
function reaches(
  { from, to }: { readonly from: string | null; readonly to: string | null },
  { day }: MomentDay['figures'],
) {
  const run = { from: Date.parse(from ?? ''), to: to === null ? day.asOf : Date.parse(to) };
  return (day.plan.on(day.date) ?? []).some((shift) => run.from < shift.to && run.to > shift.from);
}

function standardsIn(
  products: readonly string[],
  { lineId, date, setups }: { readonly lineId: string; readonly date: string; readonly setups: LineSetups },
): LineageDay['standards'] {
  return [...new Set(products)].flatMap((product) => {
    const row = standardRowFor(setups.standards, { product, lineId, date });
    if (!row) return [];
    const { runSeconds, labourHours } = row.values;
    return [{ product, validFrom: row.validFrom, runSeconds, labourHours }];
  });
}

const instant = (at: number) => new Date(at).toISOString();
