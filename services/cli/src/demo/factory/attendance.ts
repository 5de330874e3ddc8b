import { daysAfter } from '#contracts/values/local-date';
import { datesOf, daysSince, weekdayOf, type FactorySetup, type FactoryYear } from './factory-days';
import { SeededRandom } from './seeded-random';

/** An employee, and the spans of their employment. */
export interface Staff {
  readonly employeeId: string;
  readonly employed: readonly { readonly from: string; readonly to?: string }[];
}

export interface Attended {
  readonly employeeId: string;
  readonly date: string;
  readonly shift: 'Early' | 'Late';
  readonly scheduledHours: number;
  readonly absentHours: number;
  readonly kind: 'sick' | 'unexcused' | 'unpaid' | 'holiday' | 'other';
}

const HOURS = 7.5;
/** Of 2000-01-03, a Monday: spells and leave follow from it, so that they do not depend on the day of loading. */
const FIRST_MONDAY = '2000-01-03';
const QUARTER = 13;
/** In each of them somebody may fall ill once. */
const SPELL_WEEKS = 4;

/** Monday to Friday, but for dates on which everything is closed. */
export function attendanceOf(
  staff: readonly Staff[],
  { closed }: Pick<FactorySetup, 'closed'>,
  year: FactoryYear,
): readonly Attended[] {
  return staff.flatMap((each, at) =>
    datesOf(year)
      .slice(0, -1)
      .filter((date) => weekdayOf(date) < 6 && !closed.has(date) && isEmployed(each, date))
      .map((date) => attendedOn(date, each.employeeId, { seed: `${year.seed}/attendance/${at}`, at })),
  );
}

const isEmployed = ({ employed }: Staff, date: string) =>
  employed.some(({ from, to }) => from <= date && (to === undefined || date <= to));

function attendedOn(
  date: string,
  employeeId: string,
  { seed, at }: { readonly seed: string; readonly at: number },
): Attended {
  const week = Math.floor(daysSince(FIRST_MONDAY, date) / 7);
  const shift = (week + at) % 2 === 0 ? 'Early' : 'Late';
  return { employeeId, date, shift, scheduledHours: HOURS, ...absenceOn(date, week, seed) };
}

/** A week of leave in each quarter, now and then some days of illness, and some hours. */
function absenceOn(date: string, week: number, seed: string): Pick<Attended, 'absentHours' | 'kind'> {
  const quarter = Math.floor(week / QUARTER);
  const leave = new SeededRandom(`${seed}/quarter ${quarter}`).whole(0, QUARTER - 1);
  if (week % QUARTER === leave) return { absentHours: HOURS, kind: 'holiday' };
  const period = Math.floor(week / SPELL_WEEKS);
  const spell = new SeededRandom(`${seed}/period ${period}`);
  const begins = daysAfter(
    FIRST_MONDAY,
    (period * SPELL_WEEKS + spell.whole(0, SPELL_WEEKS - 1)) * 7 + spell.whole(0, 2),
  );
  const isIll = date >= begins && date < daysAfter(begins, spell.whole(1, 3));
  if (isIll && spell.chance(0.32)) return { absentHours: HOURS, kind: 'sick' };
  const some = new SeededRandom(`${seed}/${date}`);
  if (some.chance(0.065))
    return { absentHours: some.whole(2, 5) / 2, kind: some.pick(['other', 'unpaid', 'unexcused']) };
  return { absentHours: 0, kind: 'other' };
}
