import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { FollowedEmployee } from './follow-employee';

@Command({
  subject: 'workflow.follow-grant',
  permission: 'service',
  status: 200,
  summary: 'Plan the cases of the person anew who has got or lost a product',
  answers: FollowedEmployee,
  refuses: ['READ_MODEL_FILLING'],
  sentBy: ['workflow'],
})
export class FollowGrant {
  @Id() grantId!: string;
}
