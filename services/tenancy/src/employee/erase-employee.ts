import { event } from '#contracts/declare/event';
import type { EraseEmployee } from '#contracts/tenancy/erase-employee';
import { EmployeeErased } from '#contracts/tenancy/employee-events';
import type { Employee, EmployeeEvent } from './employee';
import { refuseMissing } from './known-employee';

/** An erased employee is erased once. */
export function eraseEmployee({ employeeId }: EraseEmployee, state: Employee): EmployeeEvent[] {
  refuseMissing(state);
  return state.status === 'erased' ? [] : [event(EmployeeErased, { employeeId, identity: state.identity })];
}
