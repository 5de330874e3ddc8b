import type { LineageEntry } from '#contracts/kpi/get-kpi-lineage';
import type { TracedFigure } from '../figure/cell-source.query';
import { dayName } from '../figure/day-name';
import type { ShiftCell } from '../figure/line-day';
import { acrossProducts, sumOf } from '../figure/sums';
import { passes, type TracedPart } from '../figure/traced-part';
import { knownEntries } from '../line-sums/day-history';
import { tracedStandards } from '../product-standard/traced-standards';
import type { MomentDay } from './moment-days.query';

/** What a line's business date gave to a figure: all that the figure's function took of it. */
export function tracedDay(day: MomentDay, figure: TracedFigure): TracedPart {
  const { lineId, date, figures } = day;
  const isOf = partOf(figure);
  const cells = figures.cells.filter((cell) => isOf(cell));
  const shifts = new Set(figures.shifts.map(({ shift }) => shift));
  const planned = (figures.day.plan.on(date) ?? []).filter(({ name }) => shifts.has(name) && isOfShift(name, figure));
  const entries = entriesOf(day, figure).filter((entry) => isOf(entry, entry.from !== null));
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
  const sums = sumOf(cells.map((cell) => cell.sums));
  return {
    name: dayName(day),
    date,
    lineId,
    shifts: planned.map(({ name, from, to }) => ({ name, from: instant(from), to: instant(to) })),
    entries,
    stops,
    standards: tracedStandards(products, { lineId, date, standards: day.setups.standards }),
    sums: 'product' in figure.group ? sums : acrossProducts(sums),
  };
}

type Part = Pick<ShiftCell, 'shift' | 'product' | 'order'>;

/** Whether a part of a day is in the group of a figure, and passes its filters. `isRun`: its shifts are not told. */
function partOf(figure: TracedFigure): (part: Part, isRun?: boolean) => boolean {
  const { group, question: { filters } } = figure; // prettier-ignore
  const isOfProducts = 'product' in group || 'order' in group;
  return ({ shift, product, order }, isRun = false) =>
    (!isOfProducts || product !== null) &&
    (!('product' in group) || product === group.product) &&
    (!('order' in group) || order === group.order) &&
    passes(product, filters.product) &&
    (isRun || isOfShift(shift, figure));
}

function isOfShift(shift: string | null, { group, question: { filters } }: TracedFigure): boolean {
  return (!('shift' in group) || shift === group.shift) && passes(shift, filters.shift);
}

function entriesOf({ date, histories, figures }: MomentDay, { question: { knownAt } }: TracedFigure): LineageEntry[] {
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

const instant = (at: number) => new Date(at).toISOString();
