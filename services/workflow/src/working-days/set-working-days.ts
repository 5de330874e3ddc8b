import { event } from '#contracts/declare/event';
import { invalid } from '#contracts/declare/validation';
import type { SetWorkingDays } from '#contracts/workflow/set-working-days';
import { WorkingDaysSet } from '#contracts/workflow/working-days-events';
import type { Given } from '#libs/event-sourcing';
import type { WorkingWeek, WorkingWeekEvent } from './working-week';

export function setWorkingDays(
  command: SetWorkingDays,
  state: WorkingWeek,
  { tenantId: organizationId }: Given,
): WorkingWeekEvent[] {
  const weekdays = command.weekdays.toSorted((one, other) => one - other);
  const holidays = command.holidays.toSorted((one, other) => (one.date < other.date ? -1 : 1));
  const repeated = command.holidays.findIndex(
    ({ date }, at) => command.holidays.findIndex((each) => each.date === date) < at,
  );
  if (repeated !== -1) {
    throw invalid([{ pointer: `/holidays/${repeated}/date`, code: 'REPEATED', message: 'must not come twice' }]);
  }
  const isSame =
    weekdays.join(',') === state.weekdays.join(',') &&
    holidays.length === state.holidays.length &&
    holidays.every(({ date, name }, at) => date === state.holidays[at]?.date && name === state.holidays[at].name);
  if (isSame) return [];
  return [event(WorkingDaysSet, { organizationId, weekdays, holidays })];
}
