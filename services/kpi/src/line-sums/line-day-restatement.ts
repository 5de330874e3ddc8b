import { scaledText } from '#contracts/values/amounts';
import { foldedText } from '#contracts/values/text-folding';
import type { FoundRows, RestatedRow, RestatementRead } from '#libs/projections';
import { SUM_PLACES, sumOf, total } from '../figure/sums';
import { LineSetups, dayFigures, type DayFigures } from './day-figures';
import type { DayHistory, LineItem } from './day-history';
import { placeOf, rangePlaces } from './due-days';
import {
  FigureSetupRow,
  LINE_SUMS,
  LineDayHeadRow,
  LineDayRow,
  LineItemRow,
  LineOpenRow,
  TouchedDayRow,
  type DueRange,
  type LineSum,
  type StoredCell,
} from './line-sums.entity';
import { KnownSetup, setupName } from './setup-history';

type Found = readonly [
  marked: readonly TouchedDayRow[],
  ranged: readonly TouchedDayRow[],
  linked: readonly TouchedDayRow[],
  open: readonly LineOpenRow[],
  beside: readonly TouchedDayRow[],
  items: readonly LineItemRow[],
  setup: readonly FigureSetupRow[],
];

type Days = ReadonlyMap<string, TouchedDayRow>;

/** By place: a read may find what one before it has found. */
function byPlace(...found: readonly (readonly TouchedDayRow[])[]): Days {
  return new Map(found.flat().map((day) => [day.place, day]));
}

function linkedPlaces(days: Days): string[] {
  const places = [...days.values()].flatMap(({ lineId, linked }) => linked.map((date) => placeOf(lineId, date)));
  return [...new Set(places)].filter((place) => !days.has(place));
}

/** The days that are to be summed again: those that were touched, and those whose runs are split by the time of these. */
function dueDays(found: FoundRows): Days {
  const [marked, ranged, linked] = found as unknown as Found;
  return byPlace(marked, ranged, linked);
}

/** With those that share a run with them. */
function knownDays(found: FoundRows): Days {
  const [marked, ranged, linked, , beside] = found as unknown as Found;
  return byPlace(marked, ranged, linked, beside);
}

/** The dates in whose streams there may be runs and stops that reach into a day; `homes`: those that have ended. */
export function homesOf(
  { date, homes }: { readonly date: string; readonly homes: readonly string[] },
  open: LineOpenRow | undefined,
): string[] {
  return [...new Set([...homes, ...Object.values(open?.open ?? {})])].filter((home) => home !== date);
}

/** Of a day and of those that share a run with it. */
function endedHomes({ lineId, homes, linked }: TouchedDayRow, days: Days): string[] {
  const beside = linked.flatMap((date) => [date, ...(days.get(placeOf(lineId, date))?.homes ?? [])]);
  return [...new Set([...homes, ...beside])];
}

function openOf(found: FoundRows): ReadonlyMap<string, LineOpenRow> {
  const [, , , open] = found as unknown as Found;
  return new Map(open.map((row) => [row.lineId, row]));
}

function itemPlaces(_head: LineDayHeadRow, found: FoundRows): string[] {
  const open = openOf(found);
  const days = knownDays(found);
  const places = [...dueDays(found).values()].flatMap((day) => {
    const { date, lineId } = day;
    const homes = homesOf({ date, homes: endedHomes(day, days) }, open.get(lineId));
    return [date, ...homes].map((each) => placeOf(lineId, each));
  });
  return [...new Set(places)];
}

/** Every product that was ever told of a day. */
function productsOf(history: DayHistory): string[] {
  return history.flatMap(({ kind, versions }) =>
    kind === 'entry' ? versions.flatMap(([, output]) => output?.product ?? []) : [],
  );
}

function reasonsOf(history: DayHistory): string[] {
  return history.flatMap(({ kind, versions }) =>
    kind === 'stop' ? versions.flatMap(([, stop]) => stop?.reasonId ?? []) : [],
  );
}

function setupNames(_head: LineDayHeadRow, found: FoundRows): string[] {
  const [, , , , , items] = found as unknown as Found;
  const lines = [...dueDays(found).values()].map(({ lineId }) => lineId);
  return setupNamesOf(lines, items as unknown as DayHistory);
}

/** The setup that days of lines depend on. */
export function setupNamesOf(lineIds: readonly string[], history: DayHistory): string[] {
  return [
    setupName.organization(),
    setupName.calendar(null),
    ...[...new Set(lineIds)].map(setupName.calendar),
    ...new Set(productsOf(history).map(setupName.standard)),
    ...new Set(reasonsOf(history).map(setupName.reason)),
  ];
}

/** Day by day: a change of the setup may concern years of them. */
export function* restated(head: LineDayHeadRow, found: FoundRows): Generator<RestatedRow<never>> {
  const [marked, , , , , items, setup] = found as unknown as Found;
  const setups = new LineSetups(new KnownSetup(setup, null));
  const [open, days, histories] = [openOf(found), knownDays(found), historiesOf(items)];
  const inputs = [...dueDays(found).values()].map((day) => {
    const { lineId, date } = day;
    const homes = endedHomes(day, days);
    const own = [date, ...homesOf({ date, homes }, open.get(lineId))].map(
      (home) => [home, histories.get(placeOf(lineId, home)) ?? []] as const,
    );
    const history = own.flatMap(([, each]) => each);
    const changedBy = head.ranges.filter((range) => concerns(range, day, history)).map(({ at }) => at);
    return { day: { ...day, changedAt: latest([day.changedAt, ...changedBy]) }, homes, histories: new Map(own), isRanged: changedBy.length > 0 }; // prettier-ignore
  });
  const due = new Set(marked.map(({ place }) => place));
  const changed = new Map(
    inputs.filter(({ day, isRanged }) => isRanged || due.has(day.place)).map(({ day }) => [day.place, day]),
  );
  yield { table: LineDayHeadRow, row: { ...head, due: false, ranges: [] } } as RestatedRow as never;
  for (const { day, homes, histories: of } of inputs) {
    const { tenantId, place, lineId, date, firstAt, linked } = day;
    const beside = linked.map((each) => placeOf(lineId, each));
    if (!changed.has(place) && !beside.some((each) => changed.has(each))) continue;
    const changedAt = latest([day, ...beside.flatMap((each) => changed.get(each) ?? days.get(each) ?? [])].map((each) => each.changedAt)); // prettier-ignore
    const figures = dayFigures({ lineId, date, histories: of }, setups, { asOf: null, knownAt: null });
    const row = { tenantId, place, lineId, date, homes, firstAt, changedAt, ...summed(figures) };
    yield { table: TouchedDayRow, row: { ...day, state: 'summed' } } as RestatedRow as never;
    yield { table: LineDayRow, row } as RestatedRow as never;
  }
}

const latest = (instants: readonly string[]) => instants.toSorted().at(-1) as string;

/** By place. */
export function historiesOf(items: readonly (LineItemRow | (LineItem & { place: string }))[]): Map<string, LineItem[]> {
  const histories = new Map<string, LineItem[]>();
  for (const item of items) {
    const known = histories.get(item.place);
    if (known) known.push(item as LineItem);
    else histories.set(item.place, [item as LineItem]);
  }
  return histories;
}

/** Whether a change of the setup may change a day. */
function concerns(range: DueRange, day: TouchedDayRow, history: DayHistory): boolean {
  if (range.lineId !== null && range.lineId !== day.lineId) return false;
  if (day.date < range.from || (range.to !== null && day.date > range.to)) return false;
  const { product, reasonId } = range;
  if (product !== null) return productsOf(history).some((each) => foldedText(each) === product);
  return reasonId === null || reasonsOf(history).includes(reasonId);
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

/** What a restatement reads, in the order of `Found`. */
export const READS: readonly RestatementRead<LineDayHeadRow>[] = [
  { table: TouchedDayRow, by: 'state', in: () => ['due'] },
  { table: TouchedDayRow, by: 'place', in: rangePlaces },
  { table: TouchedDayRow, by: 'place', in: (_head, found) => linkedPlaces(dueDays([...found, []])) },
  {
    table: LineOpenRow,
    by: 'lineId',
    in: (_head, found) => [...new Set([...dueDays(found).values()].map(({ lineId }) => lineId))],
  },
  { table: TouchedDayRow, by: 'place', in: (_head, found) => linkedPlaces(dueDays(found)) },
  { table: LineItemRow, by: 'place', in: itemPlaces },
  { table: FigureSetupRow, by: 'name', in: setupNames },
];
