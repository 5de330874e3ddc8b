import type { LineageEntry, LineageStop } from '#contracts/kpi/get-kpi-lineage';
import type { TracedFigure } from '../figure/cell-source.query';
import { dayName } from '../figure/day-name';
import { shiftsOfEntry, touches, type ShiftCell, type ToldEntry } from '../figure/line-day';
import { acrossProducts, sumOf } from '../figure/sums';
import { passes, type TracedPart } from '../figure/traced-part';
import { knownEntries } from '../line-sums/day-history';
import { tracedStandards } from '../product-standard/traced-standards';
import { endedRun, isPending } from '../time/entry';
import type { Interval } from '../time/intervals';
import type { MomentDay } from './moment-days.query';

/** What a line's business date gave to a figure: all that the figure's function took of it. */
export function tracedDay(day: MomentDay, figure: TracedFigure): TracedPart {
  const { lineId, date, figures } = day;
  const cells = figures.cells.filter((cell) => isOfFigure(cell, figure));
  const shifts = (figures.day.plan.on(date) ?? []).filter(({ name }) => cells.some(({ shift }) => shift === name));
  const entries = entriesOf(day, cells, figure);
  const products = entries.map(({ product }) => product);
  const sums = sumOf(cells.map((cell) => cell.sums));
  return {
    name: dayName(day),
    date,
    lineId,
    shifts: shifts.map(({ name, breaks, ...span }) => ({ name, ...instants(span), breaks: breaks.map(instants) })),
    entries,
    stops: stopsWithin([...shifts, ...unplannedTimes(figures, cells)], figures),
    standards: tracedStandards(products, { lineId, date, standards: day.setups.standards }),
    sums: 'product' in figure.group ? sums : acrossProducts(sums),
  };
}

/** Whether a cell is in the group of a figure, and passes its filters. */
function isOfFigure({ shift, product, order }: ShiftCell, { group, question: { filters } }: TracedFigure): boolean {
  const isOfProducts = 'product' in group || 'order' in group;
  return (
    (!isOfProducts || product !== null) &&
    (!('product' in group) || product === group.product) &&
    (!('order' in group) || order === group.order) &&
    (!('shift' in group) || shift === group.shift) &&
    passes(product, filters.product) &&
    passes(shift, filters.shift)
  );
}

/** The entries that are in the cells: in the line's own of their shift, and once they have ended in that of their product. */
function entriesOf(
  { histories, figures: { day } }: MomentDay,
  cells: readonly ShiftCell[],
  { question: { knownAt } }: TracedFigure,
): LineageEntry[] {
  const isIn = (entry: ToldEntry, { product, order }: ShiftCell) =>
    product === null || (product === entry.product && order === entry.order && !isPending(entry, day.asOf));
  const counted = new Set<string>();
  for (const entry of day.entries) {
    const shifts = shiftsOfEntry(entry, day);
    if (cells.some((cell) => shifts.includes(cell.shift) && isIn(entry, cell))) counted.add(entry.id);
  }
  return [...histories].flatMap(([home, history]) =>
    knownEntries(history, knownAt)
      .filter(({ id }) => counted.has(id))
      .map(({ id, value }) => ({ id, date: home, ...value })),
  );
}

/** Outside of every shift the runs are the planned time. */
function unplannedTimes({ day }: MomentDay['figures'], cells: readonly ShiftCell[]): Interval[] {
  if (!cells.some(({ shift }) => shift === null)) return [];
  const runs = day.entries.filter((entry) => shiftsOfEntry(entry, day).includes(null));
  return runs.flatMap((entry) => endedRun(entry, day.asOf) ?? []);
}

function stopsWithin(times: readonly Interval[], { day: { stops, asOf } }: MomentDay['figures']): LineageStop[] {
  return stops
    .filter((stop) => times.some((time) => touches(stop, time, asOf)))
    .toSorted((one, other) => one.from - other.from)
    .map(({ id, from, to, reason, class: of }) => {
      return { id, from: instant(from), to: to === null ? null : instant(to), reason, class: of };
    });
}

const instants = ({ from, to }: Interval) => ({ from: instant(from), to: instant(to) });
const instant = (at: number) => new Date(at).toISOString();
