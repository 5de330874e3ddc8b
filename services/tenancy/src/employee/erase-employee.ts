import { event } from '#contracts/declare/event';
import type { EraseEmployee } from '#contracts/tenancy/erase-employee';
import { EmployeeErased } from '#contracts/tenancy/employee-events';
import type { EmployeeEvent } from './employee';
import type { Employee } from './employee-state';
import { refuseMissing } from './known-employee';

/** An erased employee is erased once. One of whom sources have told, and whose hire has not come, is erased as well. */
export function eraseEmployee({ employeeId }: EraseEmployee, state: Employee): EmployeeEvent[] {
  if (state.statements.length === 0) refuseMissing(state);
  return state.status === 'erased' ? [] : [event(EmployeeErased, { employeeId, identity: state.identity })];
}
