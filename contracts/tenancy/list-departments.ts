import { Query } from '../declare/contract';
import { ListRequest } from '../declare/list-request';
import { Department } from './get-department';

@Query({
  subject: 'tenancy.list-departments',
  permission: 'department.read',
  route: 'GET /departments',
  summary: 'List departments',
  answers: Department,
  list: { sort: ['name', 'createdAt'], search: true },
})
export class ListDepartments extends ListRequest {}
