import type { Kpi, StopClass } from '#contracts/kpi/kpi-words';
import { decimalUnits } from '#contracts/values/amounts';
import { currentFormula, formulaNamed } from '../formula/formulas';
import { outputOf, standardOf, type Standard } from '../time/entry';
import { linePlan } from '../time/planned-shifts';
import type { Stop } from '../time/shift-time';
import type { Formula } from '../formula/formula';
import { figureOf, type Figure } from './figure-of';
import { groupedItems, type GroupedCell, type Grouping } from './figures-by';
import { lineDay, lineDaySums, type ShiftCell, type ToldEntry } from './line-day';
import { SUM_PLACES, acrossProducts, sumOf, type SumName, type Sums } from './sums';

/** Sums as decimals; times in seconds. */
export function sums(totals: Partial<Record<SumName, string | number>>, steps: Sums['steps'] = {}): Sums {
  const units = Object.entries(totals).map(([name, value]) => [name, decimalUnits(String(value), SUM_PLACES)]);
  return { totals: Object.fromEntries(units) as Sums['totals'], steps };
}

export function figure(kpi: Kpi | `${Kpi}@${number}`, of: Sums): Figure {
  const formula = kpi.includes('@') ? formulaNamed(kpi) : currentFormula(kpi as Kpi);
  if (!formula) throw new Error(`no formula ${kpi}`);
  return figureOf(formula, of);
}

export const value = (kpi: Kpi | `${Kpi}@${number}`, of: Sums) => figure(kpi, of).value;

export const DATE = '2026-03-02';
const MIDNIGHT = Date.parse(`${DATE}T00:00:00.000Z`);
export const MINUTE = 60_000;
export const at = (minutes: number) => MIDNIGHT + minutes * MINUTE;

export interface DrawnEntry {
  readonly product?: string;
  readonly good: number;
  readonly rework?: number;
  readonly scrap?: number;
  /** Minutes of the day. */
  readonly run?: readonly [number, number | null];
  readonly people?: number;
  /** Thousandths. */
  readonly hours?: bigint;
  readonly order?: string;
}

export function entries(drawn: readonly DrawnEntry[], shift = 'shift'): ToldEntry[] {
  return drawn.map(({ product = 'P', good, rework = 0, scrap = 0, run, people, hours, order }, index) => ({
    id: `entry ${index}`,
    product,
    order: order ?? null,
    run: run ? { from: at(run[0]), to: run[1] === null ? null : at(run[1]) } : null,
    people: people ?? null,
    hours: hours ?? null,
    date: DATE,
    shift: run ? null : shift,
    ...outputOf({ good: String(good), rework: String(rework), scrap: String(scrap) }),
  }));
}

/** Stops of so many minutes, one after the other from the start of the day on. */
export function stopsOf(minutes: readonly (readonly [StopClass, number])[]): Stop[] {
  let from = 0;
  return minutes.map(([of, length], index) => {
    const stop = { id: `stop ${index}`, from: at(from), to: at(from + length), reason: of, class: of };
    from += length;
    return stop;
  });
}

export interface DrawnDay {
  /** Minutes of the one shift, from midnight on; absent: there is no calendar. */
  readonly shift?: number;
  readonly stops?: readonly Stop[];
  readonly entries?: readonly ToldEntry[];
  readonly standards?: Readonly<Record<string, { readonly runSeconds: string; readonly labourHours?: string }>>;
  readonly asOf?: number;
}

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A line with one shift on one day. */
export function drawnDay({ shift, stops = [], entries: told = [], standards = {}, asOf }: DrawnDay): ShiftCell[] {
  const weekdays = [1, 2, 3, 4, 5, 6, 7];
  const shifts = [{ name: 'shift', start: '00:00', end: clock(shift ?? 0), breaks: [], weekdays }];
  const rows = shift === undefined ? [] : [{ lineId: null, validFrom: '2020-01-01', shifts }];
  const set = new Map<string, Standard>();
  for (const [product, standard] of Object.entries(standards)) set.set(product, standardOf(standard));
  const facts = lineDay({
    date: DATE,
    plan: linePlan({ rows, exceptions: [] }, 'line', 'UTC'),
    stops,
    entries: told,
    asOf: asOf ?? at(10_000),
  });
  return lineDaySums(facts, set);
}

export const dayOf = (drawn: DrawnDay): Sums => acrossProducts(sumOf(drawnDay(drawn).map((cell) => cell.sums)));

/** Cells as figures, and the figures of all of them together. */
export function figuresBy(
  cells: readonly GroupedCell[],
  { formulas, ...grouping }: Grouping & { readonly formulas: readonly Formula[] },
) {
  const figures = (of: Sums) => formulas.map((formula) => figureOf(formula, of));
  // As a request does: the grain of shifts groups by shift.
  const isByShift = grouping.grain === 'shift' && !grouping.groupBy.includes('shift');
  const groupBy = isByShift ? [...grouping.groupBy, 'shift' as const] : grouping.groupBy;
  const items = groupedItems(cells, { ...grouping, groupBy });
  return {
    items: items.map(({ dates, group, sums: of }) => ({ ...dates, group, figures: figures(of) })),
    totals: figures(acrossProducts(sumOf(cells.map((cell) => cell.sums)))),
  };
}
