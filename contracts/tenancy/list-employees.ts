import { Query } from '../declare/contract';
import { Choice, Code, Id, Name } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { EMPLOYEE_STATUSES, type EmployeeStatus } from './employee-spells';
import { ListedEmployee } from './get-employee';

@Query({
  subject: 'tenancy.list-employees',
  permission: 'employee.read',
  route: 'GET /employees',
  summary: 'List the employees of the organisation',
  answers: ListedEmployee,
  list: { sort: ['lastName', 'firstName', 'startsOn', 'createdAt'], search: true },
  discloses: 'personal',
})
export class ListEmployees extends ListRequest {
  @Choice(EMPLOYEE_STATUSES, { optional: true }) status?: EmployeeStatus;
  @Id({ optional: true }) departmentId?: string;
  @Id({ optional: true }) managerId?: string;
  @Name({ optional: true, example: 'bamboohr' }) source?: string;
  @Code({ optional: true }) externalId?: string;
  @Id({ optional: true }) userId?: string;
}
