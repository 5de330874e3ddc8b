import { daysAfter } from '#contracts/values/local-date';
import type { Sums } from '../figure/sums';

/** Of one employee, date and shift. */
export interface Attendance {
  readonly date: string;
  /** Hours, in thousandths. */
  readonly scheduled: bigint;
  readonly absent: bigint;
  /** `holiday` is planned leave. */
  readonly kind: 'sick' | 'unexcused' | 'unpaid' | 'holiday' | 'other';
}

const THOUSANDTH = 1_000_000n;

/** Hours scheduled and absent, without planned leave on both sides. */
export function attendanceSums(rows: readonly Attendance[]): Sums {
  let [scheduled, absent] = [0n, 0n];
  for (const row of rows) {
    const leave = row.kind === 'holiday' ? row.absent : 0n;
    scheduled += row.scheduled - leave;
    absent += row.absent - leave;
  }
  return { totals: { hoursScheduled: scheduled * THOUSANDTH, hoursAbsent: absent * THOUSANDTH }, steps: {} };
}

const WINDOW_DAYS = 52 * 7;
const HALF = 500_000_000n;

/**
 * Spells and days of absence of one employee in the 52 weeks up to a date. A scheduled day of work ends a spell; days off,
 * and planned leave, do not. A day counts as a whole or a half, whichever is nearer; less than a quarter is no absence. A
 * spell that began earlier counts once, with its days inside.
 */
export function absenceSpells(rows: readonly Attendance[], until: string): Sums {
  const after = daysAfter(until, -WINDOW_DAYS);
  const inside = rows.filter(({ date }) => date > after && date <= until);
  let [spells, halves, isAbsent] = [0n, 0n, false];
  for (const { scheduled, absent } of byDate(inside)) {
    if (scheduled === 0n) continue;
    const away = (4n * absent + scheduled) / (2n * scheduled);
    if (away > 0n && !isAbsent) spells++;
    halves += away;
    isAbsent = away > 0n;
  }
  return { totals: { spells: spells * 2n * HALF, absentDays: halves * HALF }, steps: {} };
}

/** Without planned leave, in order. */
function byDate(rows: readonly Attendance[]): { scheduled: bigint; absent: bigint }[] {
  const days = new Map<string, { scheduled: bigint; absent: bigint }>();
  for (const { date, scheduled, absent, kind } of rows.toSorted((one, other) => (one.date < other.date ? -1 : 1))) {
    const leave = kind === 'holiday' ? absent : 0n;
    const day = days.get(date) ?? { scheduled: 0n, absent: 0n };
    days.set(date, { scheduled: day.scheduled + scheduled - leave, absent: day.absent + absent - leave });
  }
  return [...days.values()];
}
