import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { DepartmentGrants } from './list-department-grants';

@Query({
  subject: 'inventory.get-department-grants',
  permission: 'department.read',
  route: 'GET /departments/{departmentId}/grants',
  summary: 'Read the products that a department gives by default',
  answers: DepartmentGrants,
  etag: true,
})
export class GetDepartmentGrants {
  @Id() departmentId!: string;
}
