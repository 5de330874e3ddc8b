import { DomainError, faultAt } from '#contracts/errors';
import type { AttendanceHours, CountedHours } from '#contracts/kpi/attendance-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import { refuseAhead } from '../line-day/day-rules';
import type { KpiPeriods } from '../period/kpi-periods';
import type { EmployeeShift } from './attendance';
import { withoutLeave } from './attendance-sums';

export interface AttendanceFacts {
  /** The stream's. */
  readonly attendanceId: string;
  readonly isEmployee: boolean;
  /** As the calendar of all lines spells it, where it has that shift; null: none was named. */
  readonly shift: string | null;
  readonly periods: KpiPeriods;
  /** The last date on which somebody can have worked. */
  readonly latestDate: string;
}

/** A night on which the clock is put back. */
const LONGEST = quantityUnits('25.000');

/** @throws DomainError `VALIDATION_FAILED` */
export function refuseImpossible({ scheduledHours, absentHours }: AttendanceHours): void {
  const scheduled = quantityUnits(scheduledHours);
  if (scheduled > LONGEST) throw faultAt('VALIDATION_FAILED', '/scheduledHours', 'must be at most 25', 'RANGE');
  if (quantityUnits(absentHours) > scheduled) {
    throw faultAt('VALIDATION_FAILED', '/absentHours', 'must not be above the scheduled hours', 'RANGE');
  }
}

/**
 * Leave alone is known ahead.
 * @throws DomainError `VALIDATION_FAILED`
 */
export function refuseUnplanned(
  { date, kind }: { readonly date: string; readonly kind: AttendanceHours['kind'] },
  { latestDate }: Pick<AttendanceFacts, 'latestDate'>,
  pointer: string,
): void {
  if (kind !== 'holiday') refuseAhead({ date, latestDate }, pointer, ', or a holiday');
}

/**
 * The hours that are there. Those of an erased employee are nobody's to change.
 * @throws DomainError `NOT_FOUND`
 */
export function presentHours({ hours }: EmployeeShift, { isEmployee }: AttendanceFacts): AttendanceHours {
  if (!hours || !isEmployee) throw new DomainError('NOT_FOUND', 'There is no such attendance');
  return hours;
}

export function countedHours({ scheduledHours, absentHours, kind }: AttendanceHours): CountedHours {
  const hours = { scheduled: quantityUnits(scheduledHours), absent: quantityUnits(absentHours), kind };
  const { scheduled, absent } = withoutLeave(hours);
  return { scheduled: quantityText(scheduled), absent: quantityText(absent) };
}
