import { scaledText } from '#contracts/values/amounts';
import { foldedText } from '#contracts/values/text-folding';
import { restatement, type FoundRows, type RestatedRow } from '#libs/projections';
import { SUM_PLACES, sumOf, total } from '../figure/sums';
import { LineSetups, dayFigures, type DayFigures } from './day-figures';
import { NO_HISTORY, type DayHistory } from './day-history';
import { duePlaces, isDue, placeOf } from './due-days';
import {
  FigureSetupRow,
  LINE_SUMS,
  LineDayHeadRow,
  LineDayRow,
  LineOpenRow,
  type DueRange,
  type LineSum,
  type StoredCell,
} from './line-sums.entity';
import { KnownSetup, setupName } from './setup-history';

type Found = readonly [
  days: readonly LineDayRow[],
  open: readonly LineOpenRow[],
  homes: readonly LineDayRow[],
  setup: readonly FigureSetupRow[],
];
const foundIn = (found: FoundRows) => found as unknown as Found;

const ZERO = scaledText(0n, SUM_PLACES);
const NO_SUM_COLUMNS = Object.fromEntries(LINE_SUMS.map((name) => [name, ZERO])) as Record<LineSum, string>;

export function emptyDay({
  tenantId,
  lineId,
  date,
  at,
}: {
  readonly tenantId: string;
  readonly lineId: string;
  readonly date: string;
  readonly at: string;
}): LineDayRow {
  const made = { firstAt: at, changedAt: at, settledAt: null };
  const nothing = { history: NO_HISTORY, homes: [], cells: [], stops: [], ...NO_SUM_COLUMNS };
  return { tenantId, place: placeOf(lineId, date), lineId, date, ...made, ...nothing };
}

/** The dates in whose streams there may be runs and stops that reach into a day. */
export function homesOf({ date, homes }: Pick<LineDayRow, 'date' | 'homes'>, open: LineOpenRow | undefined): string[] {
  return [...new Set([...homes, ...Object.values(open?.open ?? {})])].filter((home) => home !== date);
}

function homePlaces(_head: LineDayHeadRow, found: FoundRows): string[] {
  const [days, open] = foundIn(found);
  const openOf = new Map(open.map((row) => [row.lineId, row]));
  const known = new Set(days.map(({ place }) => place));
  const places = days.flatMap((day) => homesOf(day, openOf.get(day.lineId)).map((home) => placeOf(day.lineId, home)));
  return [...new Set(places)].filter((place) => !known.has(place));
}

/** Every product that was ever told of a day. */
export function productsOf({ entries }: DayHistory): string[] {
  return Object.values(entries).flatMap((versions) => versions.flatMap(([, output]) => output?.product ?? []));
}

function setupNames(_head: LineDayHeadRow, found: FoundRows): string[] {
  const [days, , homes] = foundIn(found);
  return setupNamesOf([...days, ...homes]);
}

/** The setup that days depend on. */
export function setupNamesOf(days: readonly Pick<LineDayRow, 'lineId' | 'history'>[]): string[] {
  const names = new Set([setupName.organization(), setupName.calendar(null)]);
  for (const { lineId, history } of days) {
    names.add(setupName.calendar(lineId));
    for (const product of productsOf(history)) names.add(setupName.standard(product));
    for (const versions of Object.values(history.stops)) {
      for (const [, stop] of versions) if (stop?.reasonId) names.add(setupName.reason(stop.reasonId));
    }
  }
  return [...names];
}

function restated(head: LineDayHeadRow, rows: FoundRows): RestatedRow<never>[] {
  const [days, open, homes, setup] = foundIn(rows);
  const setups = new LineSetups(new KnownSetup(setup, null));
  const openOf = new Map(open.map((row) => [row.lineId, row]));
  const known = new Map([...homes, ...days].map((row) => [row.place, row]));
  const marked = new Set(head.days);
  const changes: RestatedRow[] = [{ table: LineDayHeadRow, row: { ...head, days: [], ranges: [] } }];
  for (const day of days) {
    const others = homesOf(day, openOf.get(day.lineId)).flatMap((home) => known.get(placeOf(day.lineId, home)) ?? []);
    const histories = new Map([day, ...others].map(({ date, history }) => [date, history]));
    const changedBy = head.ranges.filter((range) => concerns(range, day, histories));
    if (!marked.has(day.place) && changedBy.length === 0) continue;
    const changedAt = [day.changedAt, ...changedBy.map(({ at }) => at)].toSorted().at(-1) as string;
    const figures = dayFigures({ ...day, histories }, setups, { asOf: null, knownAt: null });
    changes.push({ table: LineDayRow, row: { ...day, changedAt, ...summed(figures) } });
  }
  return changes as RestatedRow<never>[];
}

/** Whether a change of the setup may change a day. */
function concerns(range: DueRange, day: LineDayRow, histories: ReadonlyMap<string, DayHistory>): boolean {
  if (range.lineId !== null && range.lineId !== day.lineId) return false;
  if (day.date < range.from || (range.to !== null && day.date > range.to)) return false;
  const { product, reasonId } = range;
  const all = [...histories.values()];
  if (product !== null) return all.flatMap(productsOf).some((each) => foldedText(each) === product);
  if (reasonId === null) return true;
  const stops = all.flatMap((history) => Object.values(history.stops).flat());
  return stops.some(([, stop]) => stop?.reasonId === reasonId);
}

/** The columns of a day that follow from its figures. */
function summed({ cells, stops, settledAt }: DayFigures) {
  const sums = sumOf(cells.map((cell) => cell.sums));
  const columns = LINE_SUMS.map((name) => [name, scaledText(total(sums, name), SUM_PLACES)] as const);
  return {
    settledAt: settledAt === null ? null : new Date(settledAt).toISOString(),
    cells: cells.map(({ shift, product, order, sums: { totals } }): StoredCell => {
      const present = Object.entries(totals).filter(([, value]) => value !== 0n);
      return { shift, product, order, sums: Object.fromEntries(present.map(([name, value]) => [name, String(value)])) };
    }),
    stops,
    ...(Object.fromEntries(columns) as Record<LineSum, string>),
  };
}

/** Sums the days again that events have touched, from all that was recorded of them. */
export const lineDayRestatement = restatement<LineDayHeadRow>({
  head: LineDayHeadRow,
  isDue,
  reads: [
    { table: LineDayRow, by: 'place', in: duePlaces },
    {
      table: LineOpenRow,
      by: 'lineId',
      in: (_head, found) => [...new Set(foundIn(found)[0].map(({ lineId }) => lineId))],
    },
    { table: LineDayRow, by: 'place', in: homePlaces },
    { table: FigureSetupRow, by: 'name', in: setupNames },
  ],
  fold: restated,
});
