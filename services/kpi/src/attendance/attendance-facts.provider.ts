import { v5 } from 'uuid';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { employmentFacts } from '#contracts/tenancy/employment-facts';
import type { RecordAttendance } from '#contracts/kpi/record-attendance';
import { foldedText } from '#contracts/values/text-folding';
import type { FactsGiven } from '#libs/runtime';
import { latestDate, spelledShift } from '../line-day/business-date';
import { zonedPlanOf } from '../line-day/day-facts.provider';
import { kpiPeriodsOf } from '../period/kpi-periods';
import { NO_LINE } from '../shift-calendar/shift-calendars';
import type { EmployeeShift } from './attendance';
import type { AttendanceFacts } from './attendance-rules';

type Told = Pick<RecordAttendance, 'employeeId' | 'date' | 'shift'>;
type Given = Pick<FactsGiven<EmployeeShift>, 'id' | 'context' | 'lookup' | 'state'>;

/** The stream of an employee's shift, the shift in any case: UUIDv5, for good. */
export function attendanceIdOf({ employeeId, date, shift }: Told): string {
  return v5(JSON.stringify([date, shift === undefined ? null : foldedText(shift)]), employeeId);
}

/** Of new attendance. */
export async function recordedAttendanceFacts(
  { employeeId, date, shift }: Told,
  given: Given,
): Promise<AttendanceFacts> {
  const { context, lookup } = given;
  const [facts, { plan }] = await Promise.all([
    attendanceFactsOf(employeeId, given),
    zonedPlanOf(NO_LINE, context.tenantId, lookup),
  ]);
  return { ...facts, shift: shift === undefined ? null : spelledShift(shift, date, plan) };
}

/** Of attendance that the stream has. */
export async function presentAttendanceFacts(_: object, given: Given): Promise<AttendanceFacts> {
  const { employeeId, shift } = given.state;
  return { ...(await attendanceFactsOf(employeeId, given)), shift };
}

export async function attendanceFactsOf(
  employeeId: string,
  { id, context: { tenantId, now }, lookup }: Omit<Given, 'state'>,
): Promise<Omit<AttendanceFacts, 'shift'>> {
  const [periods, { state: organization }, isEmployee] = await Promise.all([
    kpiPeriodsOf(tenantId, lookup),
    lookup.state(organizationFacts, tenantId, tenantId),
    // Of a stream without events there is no employee.
    employeeId !== '' &&
      lookup.state(employmentFacts, tenantId, employeeId).then(({ state }) => state.status === 'known'),
  ]);
  return { attendanceId: id, periods, isEmployee, latestDate: latestDate(now, organization.timeZone) };
}
