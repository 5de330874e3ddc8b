import type { AttendanceKind } from '#contracts/kpi/attendance-events';
import { total, type Sums } from '../figure/sums';

/** Hours, in thousandths. */
export interface Hours {
  readonly scheduled: bigint;
  readonly absent: bigint;
}

/** Of one employee, date and shift. */
export interface Attendance extends Hours {
  readonly date: string;
  /** `holiday` is planned leave. */
  readonly kind: AttendanceKind;
}

const THOUSANDTH = 1_000_000n;

/** The hours that figures count: planned leave is left out on both sides. */
export function withoutLeave({ scheduled, absent, kind }: Omit<Attendance, 'date'>): Hours {
  const leave = kind === 'holiday' ? absent : 0n;
  return { scheduled: scheduled - leave, absent: absent - leave };
}

/** Of hours without planned leave. */
export function hoursSums({ scheduled, absent }: Hours): Sums {
  return { totals: { hoursScheduled: scheduled * THOUSANDTH, hoursAbsent: absent * THOUSANDTH }, steps: {} };
}

/** The hours of such sums. */
export function hoursOf(sums: Sums): Hours {
  return { scheduled: total(sums, 'hoursScheduled') / THOUSANDTH, absent: total(sums, 'hoursAbsent') / THOUSANDTH };
}
