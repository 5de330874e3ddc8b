import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import {
  EmployeeChanged,
  SpellEnded,
  SpellEndWithdrawn,
  SpellStartCorrected,
  SpellWithdrawn,
} from '#contracts/tenancy/employee-events';
import type { RestoreEmployee } from '#contracts/tenancy/restore-employee';
import type { Given } from '#libs/event-sourcing';
import type { EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import { refuseUnknown } from './known-employee';

export interface FormerEmployee {
  /** Before the command; undefined if the employee's stream has no event of it, or begins with it. */
  readonly former: Employee | undefined;
}

/** Brings back the details and days from before one command. */
export function restoreEmployee(
  { employeeId }: RestoreEmployee,
  state: Employee,
  { facts: { former } }: Given<FormerEmployee>,
): EmployeeEvent[] {
  refuseUnknown(state);
  if (!former) throw new DomainError('NOT_FOUND', 'This command changed nothing of this employee');
  const isSame = JSON.stringify(former.details) === JSON.stringify(state.details);
  const details = isSame ? [] : [event(EmployeeChanged, { employeeId, ...former.details })];
  return [...details, ...restoredSpell(employeeId, state, former)];
}

function restoredSpell(employeeId: string, { spells }: Employee, former: Employee): EmployeeEvent[] {
  const spell = spells.length;
  const [is, was] = [spells.at(-1), former.spells.at(-1)];
  if (!is || !was) return [];
  if (spell > former.spells.length) return [event(SpellWithdrawn, { employeeId, spell })];
  const { startsOn, lastDay, reason } = was;
  const start = startsOn === is.startsOn ? [] : [event(SpellStartCorrected, { employeeId, spell, startsOn })];
  if (lastDay === is.lastDay && reason === is.reason) return start;
  const end =
    lastDay === null
      ? event(SpellEndWithdrawn, { employeeId, spell })
      : event(SpellEnded, { employeeId, spell, lastDay, reason });
  return [...start, end];
}
