import type { EmployeeChanged } from '#contracts/tenancy/employee-events';

/** The details of an employee that can be changed at any time. */
export type EmployeeDetails = Required<Omit<EmployeeChanged, 'employeeId'>>;

/** One employment; both days belong to it. */
export interface Spell {
  readonly startsOn: string;
  readonly lastDay: string | null;
  readonly reason: string | null;
}

export const NOTHING: EmployeeDetails = {
  firstName: '',
  lastName: '',
  email: null,
  position: null,
  location: null,
  departmentId: null,
  managerId: null,
};
