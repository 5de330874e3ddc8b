import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Id } from '../declare/fields';

export const OWNED_IN_CATALOGUE = ['service', 'product', 'payment'] as const;
export type OwnedInCatalogue = (typeof OWNED_IN_CATALOGUE)[number];

/** Sent for a task of a case. A thing that has another owner by now stays with that one. */
@Command({
  subject: 'inventory.hand-over-ownership',
  permission: 'service',
  status: 200,
  summary: 'Give a service, a product or a payment of one user to another',
  answers: Created,
  sentBy: ['workflow'],
})
export class HandOverOwnership {
  @Id() serviceId!: string;
  @Choice(OWNED_IN_CATALOGUE) what!: OwnedInCatalogue;
  @Id({ optional: true, description: 'Of a product, or of a payment: the product' }) productId?: string;
  @Id() fromUserId!: string;
  @Id() toUserId!: string;
}
