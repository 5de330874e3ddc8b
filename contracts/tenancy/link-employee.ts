import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

@Command({
  subject: 'tenancy.link-employee',
  permission: 'employee.manage',
  route: 'PUT /employees/{employeeId}/user',
  status: 200,
  ifMatch: true,
  summary: 'Link an employee to the user as whom they sign in, or remove the link',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE'],
})
export class LinkEmployee {
  @Id() employeeId!: string;
  @Id({ nullable: true, description: 'Null removes the link; access that has ended stays ended' })
  userId!: string | null;
}
