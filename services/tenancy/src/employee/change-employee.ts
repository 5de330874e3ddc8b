import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { invalid } from '#contracts/declare/validation';
import type { ChangeEmployee } from '#contracts/tenancy/change-employee';
import { EmployeeChanged, SpellStartCorrected } from '#contracts/tenancy/employee-events';
import type { Given } from '#libs/event-sourcing';
import type { EmployeeEvent } from './employee';
import type { EmployeeDetails } from './employee-details';
import type { Employee } from './employee-state';
import type { EmployeeFacts } from './employee-facts.provider';
import { refuseUnknown } from './known-employee';

/** An absent field stays; null removes. */
export function changeEmployee(
  command: ChangeEmployee,
  state: Employee,
  { facts }: Given<EmployeeFacts>,
): EmployeeEvent[] {
  refuseUnknown(state);
  const { employeeId, firstName, lastName, email, position, location } = command;
  const { departmentId, managerId } = facts;
  if (managerId === employeeId) throw invalid([OWN_MANAGER]);
  const said = { firstName, lastName, email, position, location, departmentId, managerId };
  const changed = { ...state.details, ...stated(said) };
  const isSame = DETAILS.every((field) => changed[field] === state.details[field]);
  return [...(isSame ? [] : [event(EmployeeChanged, { employeeId, ...changed })]), ...startCorrected(command, state)];
}

const DETAILS = ['firstName', 'lastName', 'email', 'position', 'location', 'departmentId', 'managerId'] as const;

const OWN_MANAGER = { pointer: '/manager', code: 'RANGE', message: 'must be somebody else' };

/** Without the absent fields. */
function stated(said: { readonly [Field in keyof EmployeeDetails]: EmployeeDetails[Field] | undefined }) {
  return Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined),
  ) as Partial<EmployeeDetails>;
}

function startCorrected({ employeeId, startsOn }: ChangeEmployee, { spells }: Employee): EmployeeEvent[] {
  const [before, latest] = [spells.at(-2), spells.at(-1)];
  if (startsOn === undefined || !latest || latest.startsOn === startsOn) return [];
  if (latest.lastDay !== null && startsOn > latest.lastDay) throw outOfOrder('must be at most the last day');
  if (before?.lastDay && startsOn <= before.lastDay) throw outOfOrder('must be after the employment before');
  return [event(SpellStartCorrected, { employeeId, spell: spells.length, startsOn })];
}

function outOfOrder(message: string): DomainError {
  return invalid([{ pointer: '/startsOn', code: 'RANGE', message }]);
}
