import { event } from '#contracts/declare/event';
import { DomainError } from '#contracts/errors';
import { EmployeeLinked, EmployeeUnlinked } from '#contracts/tenancy/employee-events';
import type { LinkEmployee } from '#contracts/tenancy/link-employee';
import type { Given } from '#libs/event-sourcing';
import type { EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import { refuseMissing, refuseUnknown } from './known-employee';

export interface LinkFacts {
  /** The named user is a member, in whatever status. */
  readonly isUser: boolean;
}

/** Links the employee to a user by hand, in the place of a former one. */
export function linkEmployee(
  { employeeId, userId }: LinkEmployee,
  state: Employee,
  { facts: { isUser } }: Given<LinkFacts>,
): EmployeeEvent[] {
  // The link of an erased employee can be removed: their leave would bind the user for good.
  if (userId === null) refuseMissing(state);
  else refuseUnknown(state);
  if (userId === state.userId) return [];
  if (userId !== null && !isUser) throw unknownUser();
  return [
    ...(state.userId === null ? [] : [event(EmployeeUnlinked, { employeeId, userId: state.userId })]),
    ...(userId === null ? [] : [event(EmployeeLinked, { employeeId, userId, by: 'hand' })]),
  ];
}

function unknownUser(): DomainError {
  const message = 'There is no such user';
  return new DomainError('NOT_FOUND', message, {}, [{ pointer: '/userId', code: 'NOT_FOUND', message }]);
}
