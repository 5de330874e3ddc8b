import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** Does nothing unless exactly one user and one employee, present or former, have the address. */
@Command({
  subject: 'tenancy.link-employee-by-address',
  permission: 'service',
  status: 200,
  summary: 'Link an employee who was hired to the user with their proven address',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE', 'READ_MODEL_FILLING', 'SERVICE_UNAVAILABLE'],
  sentBy: ['tenancy'],
})
export class LinkEmployeeByAddress {
  @Id() employeeId!: string;
}
