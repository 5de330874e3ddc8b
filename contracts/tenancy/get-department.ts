import { Query } from '../declare/contract';
import { Id, Instant, Text } from '../declare/fields';

export class Department {
  @Id() id!: string;
  @Text({ max: 200, example: 'Dispatch' }) name!: string;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'tenancy.get-department',
  permission: 'department.read',
  route: 'GET /departments/{departmentId}',
  summary: 'Read a department',
  answers: Department,
  etag: true,
})
export class GetDepartment {
  @Id() departmentId!: string;
}
