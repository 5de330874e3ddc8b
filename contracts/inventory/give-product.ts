import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** Sent for a task of a case. An employee who has the product keeps the grant they have. */
@Command({
  subject: 'inventory.give-product',
  permission: 'service',
  status: 200,
  summary: 'Grant a product to an employee, if they do not have it',
  answers: Created,
  refuses: ['CONFLICT', 'LIMIT_REACHED'],
  sentBy: ['workflow'],
})
export class GiveProduct {
  @Id() productId!: string;
  @Id() employeeId!: string;
  @Id({ optional: true, description: 'The department by whose defaults it was planned' }) departmentId?: string;
}
