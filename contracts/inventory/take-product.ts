import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';

/** Sent for a task of a case. A grant that has ended already stays as it is. */
@Command({
  subject: 'inventory.take-product',
  permission: 'service',
  status: 200,
  summary: 'Revoke a grant, if it has not ended',
  answers: Created,
  sentBy: ['workflow'],
})
export class TakeProduct {
  @Id() grantId!: string;
}
