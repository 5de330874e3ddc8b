import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

export class LinkedUser {
  @Id({ nullable: true, description: 'Null: nobody was linked' }) employeeId!: string | null;
}

/** As `LinkEmployeeByAddress`, for a user who came after the hire. */
@Command({
  subject: 'tenancy.link-user-by-address',
  permission: 'service',
  status: 200,
  summary: 'Link a user who has accepted to the employee with their proven address',
  answers: LinkedUser,
  refuses: ['CONFLICT', 'DUPLICATE', 'READ_MODEL_FILLING', 'SERVICE_UNAVAILABLE'],
  sentBy: ['tenancy'],
})
export class LinkUserByAddress {
  @Id() userId!: string;
}
