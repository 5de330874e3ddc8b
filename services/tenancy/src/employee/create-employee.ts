import { event } from '#contracts/declare/event';
import { DomainError, refuse } from '#contracts/errors';
import type { CreateEmployee } from '#contracts/tenancy/create-employee';
import { BY_HAND, EmployeeAdded, SpellStarted } from '#contracts/tenancy/employee-events';
import type { Given } from '#libs/event-sourcing';
import type { EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import type { NewEmployeeFacts } from './new-employee-facts.provider';

export function createEmployee(
  command: CreateEmployee,
  { status }: Employee,
  { facts }: Given<NewEmployeeFacts>,
): EmployeeEvent[] {
  if (facts.isErased) refuse('ERASED', {}, 'The person with this external id has been erased');
  if (status !== 'absent') throw taken();
  const { employeeId } = facts;
  const { firstName, lastName, startsOn } = command;
  return [
    event(EmployeeAdded, {
      employeeId,
      source: command.source ?? BY_HAND,
      externalId: command.externalId ?? null,
      identity: facts.identity,
      firstName,
      lastName,
      email: command.email ?? null,
      position: command.position ?? null,
      location: command.location ?? null,
      departmentId: facts.departmentId ?? null,
      managerId: facts.managerId ?? null,
    }),
    event(SpellStarted, { employeeId, spell: 1, startsOn }),
  ];
}

function taken(): DomainError {
  const fault = { pointer: '/externalId', code: 'DUPLICATE', message: 'is taken' };
  return new DomainError('DUPLICATE', '/externalId is taken', {}, [fault]);
}
