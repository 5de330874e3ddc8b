import fc from 'fast-check';
import { STOP_CLASSES } from '#contracts/kpi/kpi-words';
import { daysAfter } from '#contracts/values/local-date';
import { lossTimes } from '../losses/waterfall';
import { produced, standardOf } from '../time/entry';
import { linePlan } from '../time/planned-shifts';
import type { Stop } from '../time/shift-time';
import { DATE, MINUTE, at, entries } from './figures.fixture';
import { lineDay, lineDaySums, type ShiftCell, type ToldEntry } from './line-day';
import { NO_SUMS, SUM_NAMES, added, sumOf, total, type Sums } from './sums';

const weekdays = [1, 2, 3, 4, 5, 6, 7];
const SHIFTS = [
  { name: 'early', start: '06:00', end: '14:00', breaks: [{ start: '09:00', end: '09:20' }], weekdays },
  { name: 'late', start: '14:00', end: '21:00', breaks: [], weekdays },
  { name: 'night', start: '22:00', end: '05:00', breaks: [{ start: '23:50', end: '00:10' }], weekdays },
];
const plan = linePlan(
  { rows: [{ lineId: null, validFrom: '2020-01-01', shifts: SHIFTS }], exceptions: [] },
  'line',
  'UTC',
);
const standards = new Map([
  ['A', standardOf({ runSeconds: '12.5', labourHours: '0.02' })],
  ['B', standardOf({ runSeconds: '0.75' })],
]);

/** Minutes around the date. */
const minute = fc.integer({ min: -300, max: 2_100 });
const stop = fc
  .record({
    from: minute,
    length: fc.option(fc.integer({ min: 1, max: 400 })),
    class: fc.constantFrom(...STOP_CLASSES),
  })
  .map(({ from, length, class: of }) => ({
    from: at(from),
    to: length === null ? null : at(from + length),
    class: of,
  }));
const stops = fc
  .array(stop, { maxLength: 7 })
  .map((drawn) => drawn.map((each, index): Stop => ({ ...each, id: `s${index}`, reason: each.class })));
const quantity = fc.integer({ min: 0, max: 500 });
const entry = fc.record({
  product: fc.constantFrom('A', 'B', 'C'),
  shift: fc.constantFrom('early', 'late', 'night', 'unknown'),
  good: quantity,
  rework: quantity,
  scrap: quantity,
  run: fc.option(fc.tuple(minute, fc.integer({ min: 1, max: 900 }))),
  people: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
});
const told = fc.array(entry, { maxLength: 6 }).map((drawn) =>
  drawn.flatMap(({ run, shift, people, ...each }, index): ToldEntry[] => {
    const ran = run ? { run: [run[0], run[0] + run[1]] as const } : {};
    const date = run ? new Date(at(run[0])).toISOString().slice(0, 10) : DATE;
    return entries([{ ...each, ...ran, ...(people !== undefined && { people }) }], shift).map((made) => ({
      ...made,
      id: `e${index}`,
      date,
    }));
  }),
);
const history = fc.record({ stops, told, asOf: fc.constantFrom(at(600), at(1_500), at(4_000)) });
interface History {
  readonly stops: readonly Stop[];
  readonly told: readonly ToldEntry[];
  readonly asOf: number;
}

const cellsOn = (date: string, { stops: all, told: entered, asOf }: History) =>
  lineDaySums(lineDay({ date, plan, stops: all, entries: entered, asOf }), standards);
const cellsOf = (of: History) => cellsOn(DATE, of);
const whole = (cells: readonly ShiftCell[]) => sumOf(cells.map((cell) => cell.sums));
const totals = (of: Sums) => Object.fromEntries(SUM_NAMES.map((name) => [name, total(of, name)]));

function parts(cells: readonly ShiftCell[], by: (cell: ShiftCell) => string | null): Sums[] {
  const keys = [...new Set(cells.map(by))];
  return keys.map((key) => whole(cells.filter((cell) => by(cell) === key)));
}

/** Milliseconds of the date's shifts by class, minute by minute. */
function naiveTime({ stops: all, asOf }: History) {
  const found: Record<string, number> = {
    planned: 0,
    setup: 0,
    breakdown: 0,
    other: 0,
    no_order: 0,
    minor: 0,
    running: 0,
  };
  for (const { from, to, breaks } of plan.on(DATE) ?? []) {
    for (let now = from; now < Math.min(to, asOf); now += MINUTE) {
      const isBreak = breaks.some((each) => each.from <= now && now < each.to);
      const classes = new Set(
        all.filter((each) => each.from <= now && now < (each.to ?? asOf)).map((each) => each.class),
      );
      const first = isBreak ? 'planned' : (STOP_CLASSES.find((each) => classes.has(each)) ?? 'running');
      found[first] = (found[first] ?? 0) + MINUTE;
    }
  }
  return found;
}

const NINTH_PER_MS = 1_000_000n;

describe('a line’s business date as sums', () => {
  it('has the time of a naive count, minute by minute', () => {
    fc.assert(
      fc.property(history, (drawn) => {
        // Without runs in shifts that no plan knows.
        const of = whole(cellsOf({ ...drawn, told: drawn.told.filter(({ run }) => !run) }));
        const naive = naiveTime(drawn);
        const ms = (name: keyof ReturnType<typeof totals>) => Number(total(of, name as 'planned') / NINTH_PER_MS);
        expect(ms('planned')).toBe(naive['planned']);
        expect(ms('setup')).toBe(naive['setup']);
        expect(ms('breakdown')).toBe(naive['breakdown']);
        expect(ms('other')).toBe(naive['other']);
        expect(ms('noOrder')).toBe(naive['no_order']);
        expect(ms('minor')).toBe(naive['minor']);
        expect(ms('production')).toBe((naive['running'] ?? 0) + (naive['minor'] ?? 0));
      }),
      { numRuns: 60 },
    );
  });

  it('sums to the whole by shift and by product, in any order', () => {
    fc.assert(
      fc.property(history, (drawn) => {
        const cells = cellsOf(drawn);
        for (const by of [(cell: ShiftCell) => cell.shift, (cell: ShiftCell) => cell.product, () => null]) {
          expect(totals(sumOf(parts(cells, by).toReversed()))).toEqual(totals(whole(cells)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(history, (drawn) => {
        const other = { ...drawn, stops: drawn.stops.toReversed(), told: drawn.told.toReversed() };
        expect(totals(whole(cellsOf(other)))).toEqual(totals(whole(cellsOf(drawn))));
      }),
      { numRuns: 60 },
    );
  });

  it('counts each entry and each breakdown on exactly one of the days', () => {
    const dates = Array.from({ length: 6 }, (_, day) => daysAfter(DATE, day - 2));
    fc.assert(
      fc.property(history, ({ stops: all, told: entered }) => {
        const asOf = at(10_000);
        const of = sumOf(dates.map((date) => whole(cellsOn(date, { stops: all, told: entered, asOf }))));
        const made = entered.reduce((sum, each) => sum + produced(each), 0n);
        expect(total(of, 'good') + total(of, 'rework') + total(of, 'scrap')).toBe(made * NINTH_PER_MS);
        const unplanned = entered.flatMap(({ run }) =>
          run?.to && plan.within({ ...run, to: run.to }).length === 0 ? run : [],
        );
        const isSeen = ({ from, to }: Stop) =>
          plan.within({ from, to: to ?? asOf }).length > 0 ||
          unplanned.some((run) => run.from < (to ?? asOf) && from < (run.to ?? asOf));
        const failures = all.filter((each) => each.class === 'breakdown' && isSeen(each));
        expect(total(of, 'breakdowns')).toBe(BigInt(failures.length) * 10n ** 9n);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the identity of times: the losses and good time sum to the scheduled time', () => {
    fc.assert(
      fc.property(history, (drawn) => {
        const of = whole(cellsOf({ ...drawn, told: drawn.told.filter(({ product }) => product !== 'C') }));
        const scheduled = (['planned', 'setup', 'breakdown', 'other', 'noOrder', 'production'] as const).reduce(
          (sum, name) => sum + total(of, name),
          0n,
        );
        const losses = Object.values(lossTimes(of)).reduce<bigint>((sum, each) => sum + (each as bigint), 0n);
        expect(losses).toBe(scheduled);
      }),
      { numRuns: 60 },
    );
  });
});

const anySums = fc
  .record({
    totals: fc.dictionary(fc.constantFrom(...SUM_NAMES), fc.bigInt({ min: -1_000n, max: 1_000n }), {
      noNullPrototype: true,
    }),
    steps: fc.dictionary(
      fc.constantFrom('mill', 'turn'),
      fc.record({ inspected: fc.bigInt({ min: 0n, max: 9n }), good: fc.bigInt({ min: 0n, max: 9n }) }),
      { noNullPrototype: true },
    ),
  })
  .map((drawn): Sums => drawn);
const plain = ({ steps, ...of }: Sums) => ({ ...totals({ steps, ...of }), steps });

describe('adding sums', () => {
  it('is associative and commutative, and nothing changes nothing', () => {
    fc.assert(
      fc.property(anySums, anySums, anySums, (one, two, three) => {
        expect(plain(added(added(one, two), three))).toEqual(plain(added(one, added(two, three))));
        expect(plain(added(one, two))).toEqual(plain(added(two, one)));
        expect(plain(added(one, NO_SUMS))).toEqual(plain(one));
      }),
    );
  });
});
