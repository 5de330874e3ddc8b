import { event } from '#contracts/declare/event';
import { refuse } from '#contracts/errors';
import { invalid } from '#contracts/declare/validation';
import { SpellEnded, SpellEndWithdrawn } from '#contracts/tenancy/employee-events';
import type { TerminateEmployee } from '#contracts/tenancy/terminate-employee';
import type { Given } from '#libs/event-sourcing';
import type { EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import type { EmployeeFacts } from './employee-facts.provider';
import { refuseUnknown } from './known-employee';

/** Records the last day of the latest employment, or takes an announced one back. */
export function terminateEmployee(
  { employeeId, lastDay, reason: said }: TerminateEmployee,
  state: Employee,
  { facts }: Given<Pick<EmployeeFacts, 'today'>>,
): EmployeeEvent[] {
  refuseUnknown(state);
  const { spells } = state;
  const reason = said ?? null;
  const spell = spells.length;
  const latest = spells.at(-1);
  if (!latest) return [];
  if (lastDay === null) {
    if (latest.lastDay === null) return [];
    if (latest.lastDay < facts.today) refuse('CONFLICT', {}, 'The employment has ended; a rehire begins another');
    return [event(SpellEndWithdrawn, { employeeId, spell })];
  }
  if (lastDay < latest.startsOn) {
    throw invalid([
      { pointer: '/lastDay', code: 'RANGE', message: `must be at least the first day, ${latest.startsOn}` },
    ]);
  }
  if (lastDay === latest.lastDay && reason === latest.reason) return [];
  return [event(SpellEnded, { employeeId, spell, lastDay, reason })];
}
