import { refuse } from '#contracts/errors';
import { invalid } from '#contracts/declare/validation';
import type { ImportEmployee } from '#contracts/tenancy/import-employee';
import type { Given } from '#libs/event-sourcing';
import { changeEmployee } from './change-employee';
import { createEmployee } from './create-employee';
import { employee, type EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import type { NewEmployeeFacts } from './new-employee-facts.provider';
import { rehireEmployee } from './rehire-employee';
import { terminateEmployee } from './terminate-employee';

/** The decisions on one employee that a row stands for, one after the other. */
export function importEmployee(row: ImportEmployee, state: Employee, given: Given<NewEmployeeFacts>): EmployeeEvent[] {
  if (state.status === 'erased') refuse('ERASED', {}, 'The person with this external id has been erased');
  return state.status === 'absent' ? added(row, state, given) : broughtUpToDate(row, state, given);
}

function added(row: ImportEmployee, state: Employee, given: Given<NewEmployeeFacts>): EmployeeEvent[] {
  const { firstName, lastName, startsOn, lastDay, reason } = row;
  if (firstName === undefined) throw required('/firstName');
  if (lastName === undefined) throw required('/lastName');
  if (startsOn === undefined) throw required('/startsOn');
  const events = createEmployee({ ...row, firstName, lastName, startsOn }, state, given);
  if (lastDay === undefined) return events;
  const { employeeId } = given.facts;
  return [...events, ...terminateEmployee({ employeeId, lastDay, ...said(reason) }, after(state, events), given)];
}

function broughtUpToDate(row: ImportEmployee, state: Employee, given: Given<NewEmployeeFacts>): EmployeeEvent[] {
  const { firstName, lastName, email, position, location, startsOn, lastDay } = row;
  const employeeId = given.facts.employeeId;
  const latest = state.spells.at(-1);
  const isRehire =
    startsOn !== undefined && latest !== undefined && latest.lastDay !== null && startsOn > latest.lastDay;
  const details = { firstName, lastName, email, position, location };
  const changes = changeEmployee(
    { employeeId, ...stated(details), ...(!isRehire && startsOn !== undefined && { startsOn }) },
    state,
    given,
  );
  if (isRehire) changes.push(...rehireEmployee({ employeeId, startsOn }, state));
  if (lastDay === undefined) return changes;
  const now = after(state, changes);
  // The reason of an end that is there already stays, if the row gives none.
  const known = now.spells.at(-1);
  const reason = row.reason ?? (known?.lastDay === lastDay ? (known.reason ?? undefined) : undefined);
  return [...changes, ...terminateEmployee({ employeeId, lastDay, ...said(reason) }, now, given)];
}

function after(state: Employee, events: readonly EmployeeEvent[]): Employee {
  return events.reduce((now, each) => employee.evolve(now, { ...each, revision: 0, occurredAt: '' }), state);
}

function said(reason: string | undefined): { readonly reason?: string } {
  return reason === undefined ? {} : { reason };
}

function stated<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

function required(pointer: string) {
  return invalid([{ pointer, code: 'REQUIRED', message: 'is required for a new employee' }]);
}
