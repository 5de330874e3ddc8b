import { localDate } from '#contracts/values/local-date';
import { readScenario } from '../read-scenario';
import { attendanceOf } from './attendance';
import { deliveriesOf } from './deliveries';
import { BAD_LOT, FACTORY_LINES, type Made } from './factory';
import {
  ageOn,
  datesOf,
  daysSince,
  shiftsOn,
  type FactorySetup,
  type FactoryShift,
  type FactoryYear,
} from './factory-days';
import { FACTORY_KINDS, factoryFile } from './factory-file';
import { factorySetup } from './factory-setup';
import { inspectionsOf } from './inspections';
import { jobsOf } from './jobs';
import { madeIn } from './shift-production';
import { isSlowStart } from './shift-stops';

const MINUTE = 60_000;
const timeZone = 'Europe/Copenhagen';
/** A Monday at noon, and a Sunday whose year begins and ends within summer time. */
const TODAY = '2026-11-30';
const year: FactoryYear = {
  today: TODAY,
  timeZone,
  until: Date.parse(`${TODAY}T11:07:00.000Z`),
  days: 365,
  seed: 'shop',
};
const staff = [1, 2, 3, 4, 5, 6].map((each) => ({ employeeId: `E-${each}`, employed: [{ from: '2020-01-01' }] }));

interface Shift {
  readonly line: string;
  readonly shift: FactoryShift;
  readonly made: Made;
}

let setup: FactorySetup;
let all: readonly Shift[];
let reasonClasses: ReadonlyMap<string, string>;
beforeAll(async () => {
  const story = (await readScenario()).organizations.find(({ later }) => later.length > 0);
  if (!story) throw new TypeError('no story has a year');
  setup = factorySetup(story, TODAY, timeZone);
  const reasons = [...story.files, ...story.later]
    .flat()
    .flatMap((step) => ('send' in step && step.send === 'CreateStopReason' ? [step.body] : []));
  reasonClasses = new Map(reasons.map(({ code, class: of }) => [code as string, of as string]));
  all = madeBy(year);
});

function madeBy(of: FactoryYear): readonly Shift[] {
  return datesOf(of).flatMap((date) =>
    shiftsOn(date, setup, of).flatMap((shift) =>
      FACTORY_LINES.map((line) => ({ line: line.code, shift, made: madeIn(shift, line, setup, of) })),
    ),
  );
}

const sum = <Each>(all: readonly Each[], of: (each: Each) => number) =>
  all.reduce((total, each) => total + of(each), 0);
const producedIn = ({ made }: Shift) => sum(made.entries, ({ good, rework, scrap }) => good + rework + scrap);
const lengthOf = ({ shift }: Shift) => (shift.to - shift.from) / MINUTE;
const minutesOf = ({ made }: Shift, of: string) =>
  sum(
    made.stops.filter(({ reason }) => reasonClasses.get(reason ?? 'NO-DOUGH') === of),
    ({ from, to }) => (to - from) / MINUTE,
  );

it.each(FACTORY_KINDS)('makes the same file of %s from the same seed, and another from another', (kind) => {
  const file = (seed: string) => factoryFile(kind, setup, { ...year, days: 40, seed }, { staff });
  expect(file('shop')).toBe(file('shop'));
  expect(file('shop')).not.toBe(file('other'));
  expect(file('shop').split('\r\n').length).toBeGreaterThan(15);
});

it('has the same rows of a day, however many days there are', () => {
  const [long, short] = [365, 30].map((days) => factoryFile('production', setup, { ...year, days }, { staff }));
  const rows = new Set(long?.split('\r\n'));
  expect(short?.split('\r\n').filter((row) => !rows.has(row))).toEqual([]);
});

it('has quantities of whole units, and reasons and products that the scenario sets up', () => {
  const entries = all.flatMap(({ made }) => made.entries);
  const wrong = entries.filter(
    ({ good, rework, scrap, people, hours, product }) =>
      ![good, rework, scrap].every((each) => Number.isInteger(each) && each >= 0) ||
      good <= rework + scrap ||
      Number(hours) > people * 9 ||
      !setup.runSeconds.has(product),
  );
  expect(wrong).toEqual([]);
  expect(new Set(entries.map(({ product }) => product)).size).toBe(30);
  const used = new Set(all.flatMap(({ made }) => made.stops.map(({ reason }) => reason)));
  expect([...used].filter((reason) => reason !== null && !reasonClasses.has(reason))).toEqual([]);
  expect(new Set([...used].map((reason) => reasonClasses.get(reason ?? '')))).toEqual(
    new Set([undefined, 'planned', 'setup', 'breakdown', 'other', 'no_order', 'minor']),
  );
});

it('has runs and stops within their shifts and before the moment of loading, and neither overlap', () => {
  const wrong = all.flatMap(({ shift, made }) =>
    [made.stops, made.entries].flatMap((parts: readonly { readonly from: number; readonly to: number }[]) =>
      parts.filter(
        ({ from, to }, at) =>
          from < shift.from || to <= from || to > Math.min(shift.to, year.until) || from < (parts[at - 1]?.to ?? 0),
      ),
    ),
  );
  expect(wrong).toEqual([]);
});

it('has the night of the clock change with its hour more', () => {
  const nights = all.filter(({ shift }) => shift.name === 'Night' && shift.date >= '2026-03-01');
  expect(nights.every((night) => lengthOf(night) === 480)).toBe(true);
  const [monday] = shiftsOn(
    '2026-10-24',
    { ...setup, shifts: setup.shifts.map((each) => ({ ...each, weekdays: [6] })) },
    year,
  ).slice(-1);
  expect((monday as FactoryShift).to - (monday as FactoryShift).from).toBe(540 * MINUTE);
});

it('goes up to this morning', () => {
  const ofToday = all.filter(({ shift }) => shift.date === TODAY);
  expect(ofToday.filter(({ made }) => made.entries.length > 0)).toHaveLength(4);
  const last = Math.max(...ofToday.flatMap(({ made }) => made.entries.map(({ to }) => to)));
  expect(year.until - last).toBeLessThan(10 * MINUTE);
});

it('is closed on the holidays of the scenario', () => {
  expect(all.filter(({ shift }) => shift.date === '2025-12-25')).toEqual([]);
  expect(new Set(all.map(({ shift }) => shift.date)).size).toBe(366 - 4);
});

it('starts slowly on Mondays', () => {
  const perMinute = (shifts: readonly Shift[]) => sum(shifts, producedIn) / sum(shifts, lengthOf);
  for (const { code } of FACTORY_LINES) {
    const early = all.filter(({ line, shift }) => line === code && shift.name === 'Early' && shift.weekday < 6);
    const [mondays, others] = [true, false].map((isSlow) => early.filter(({ shift }) => isSlowStart(shift) === isSlow));
    expect(perMinute(mondays ?? [])).toBeLessThan(perMinute(others ?? []) * 0.9);
  }
});

it('has a machine that ages: its breakdowns grow from quarter to quarter, and those of the others do not', () => {
  const quarters = (code: string) =>
    [0, 1, 2, 3].map((quarter) => {
      const shifts = all.filter(
        ({ line, shift }) => line === code && Math.min(Math.floor(ageOn(shift.date, TODAY) * 4), 3) === quarter,
      );
      return sum(shifts, (each) => minutesOf(each, 'breakdown')) / shifts.length;
    });
  const ageing = quarters('PASTRY-1');
  expect(ageing).toEqual(ageing.toSorted((one, other) => one - other));
  expect(ageing[3]).toBeGreaterThan((ageing[0] as number) * 3);
  for (const { code } of FACTORY_LINES.filter(({ code: each }) => each !== 'PASTRY-1')) {
    const steady = quarters(code);
    expect(Math.max(...steady)).toBeLessThan(Math.min(...steady) * 2.5);
  }
});

it('has an OEE of each line between 55 and 85 % in each quarter', () => {
  for (const line of FACTORY_LINES) {
    for (const quarter of [0, 1, 2, 3]) {
      const shifts = all.filter(
        ({ line: code, shift }) =>
          code === line.code && Math.min(Math.floor(ageOn(shift.date, TODAY) * 4), 3) === quarter,
      );
      const breaks = sum(shifts, ({ shift }) => sum(shift.breaks, ({ from, to }) => to - from));
      const busy = sum(shifts, lengthOf) - breaks - sum(shifts, (each) => minutesOf(each, 'planned'));
      const earned = sum(shifts, ({ made }) =>
        sum(made.entries, ({ good, product }) => (good * (setup.runSeconds.get(product)?.at(-1) ?? 0)) / 60),
      );
      const oee = (100 * earned) / busy;
      expect({ line: line.code, quarter, isBelievable: oee > 55 && oee < 85 ? true : oee }).toMatchObject({
        isBelievable: true,
      });
    }
  }
});

it('has one lot with bad inspections, on the days that it was baked', () => {
  const badly = inspectionsOf(setup, year).filter(({ firstPassGood, inspected }) => firstPassGood / inspected < 0.85);
  expect(new Set(badly.map(({ line }) => line))).toEqual(new Set([BAD_LOT.line]));
  const days = badly.map(({ at }) => daysSince(TODAY, localDate(new Date(at).toISOString(), timeZone)));
  expect(new Set(days)).toEqual(new Set([BAD_LOT.from, BAD_LOT.from + 1, BAD_LOT.to]));
});

it('inspects no more than it found, and finds a defect in each defective unit', () => {
  const wrong = inspectionsOf(setup, year).filter(
    ({ inspected, firstPassGood, defectiveUnits, defects, reworked, repaired, scrapped }) =>
      firstPassGood + defectiveUnits !== inspected ||
      firstPassGood + reworked + repaired + scrapped !== inspected ||
      Math.min(reworked, repaired, scrapped) < 0 ||
      defects < defectiveUnits,
  );
  expect(wrong).toEqual([]);
});

it.each([TODAY, '2026-06-14', '2027-02-28'])(
  'delivers 88 to 97 %% on time, and misses 3 to 8 %% of hours: %s',
  (today) => {
    const of = { ...year, today, until: Date.parse(`${today}T11:07:00.000Z`) };
    const deliveries = deliveriesOf(setup, of);
    const due = deliveries.filter(
      ({ firstPromisedOn, deliveredAt }) => deliveredAt !== null || firstPromisedOn < today,
    );
    const onTime = due.filter(
      ({ deliveredAt, firstPromisedOn, delivered, ordered }) =>
        deliveredAt !== null &&
        delivered === ordered &&
        localDate(new Date(deliveredAt).toISOString(), timeZone) <= firstPromisedOn,
    );
    expect(onTime.length / due.length).toBeGreaterThan(0.88);
    expect(onTime.length / due.length).toBeLessThan(0.97);
    expect(deliveries.filter(({ deliveredAt }) => deliveredAt === null).length).toBeGreaterThan(5);

    const counted = attendanceOf(staff, setup, of).filter(({ kind }) => kind !== 'holiday');
    const absent =
      sum(counted, ({ absentHours }) => absentHours) / sum(counted, ({ scheduledHours }) => scheduledHours);
    expect(absent).toBeGreaterThan(0.03);
    expect(absent).toBeLessThan(0.08);
  },
);

it('has attendance of employed people alone', () => {
  const [left] = staff;
  const employed = [{ from: '2025-01-01', to: '2026-03-31' }, { from: '2026-06-01' }];
  const dates = attendanceOf([{ employeeId: left?.employeeId ?? '', employed }], setup, year).map(({ date }) => date);
  expect(dates.filter((date) => date > '2026-03-31' && date < '2026-06-01')).toEqual([]);
  expect(dates.filter((date) => date >= '2026-06-01').length).toBeGreaterThan(100);
});

it('has jobs of which some are open, and some of them on hold', () => {
  const jobs = jobsOf(year);
  expect(new Set(jobs.map(({ job }) => job)).size).toBe(jobs.length);
  const open = jobs.filter(({ endedAt }) => endedAt === null);
  expect(open.length).toBeGreaterThan(2);
  expect(open.length).toBeLessThan(15);
  for (const { startedAt, endedAt, hold } of jobs) {
    if (endedAt !== null) expect(endedAt).toBeGreaterThan(startedAt);
    if (hold) expect(hold.to ?? Number.POSITIVE_INFINITY).toBeGreaterThan(hold.from);
    if (hold && endedAt !== null) expect(hold.to).toBeLessThan(endedAt);
  }
});
