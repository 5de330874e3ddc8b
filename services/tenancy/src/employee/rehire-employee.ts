import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { invalid } from '#contracts/declare/validation';
import { SpellStarted } from '#contracts/tenancy/employee-events';
import { MAX_SPELLS } from '#contracts/tenancy/employee-spells';
import type { RehireEmployee } from '#contracts/tenancy/rehire-employee';
import type { EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import { refuseUnknown } from './known-employee';

/** Begins another employment of the same person; the earlier ones stay as they are. */
export function rehireEmployee({ employeeId, startsOn }: RehireEmployee, state: Employee): EmployeeEvent[] {
  refuseUnknown(state);
  const { spells } = state;
  const lastDay = spells.at(-1)?.lastDay;
  if (lastDay === null) refuse('CONFLICT', {}, 'The employment has no end');
  if (lastDay !== undefined && startsOn <= lastDay) {
    throw invalid([{ pointer: '/startsOn', code: 'RANGE', message: `must be after the last day, ${lastDay}` }]);
  }
  if (spells.length >= MAX_SPELLS) refuse('LIMIT_REACHED', { limit: MAX_SPELLS });
  return [event(SpellStarted, { employeeId, spell: spells.length + 1, startsOn })];
}
