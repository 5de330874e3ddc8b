import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { PaymentTerms, renewsWithoutCycle } from './payment-terms';

@RequestRule(renewsWithoutCycle)
@Command({
  subject: 'inventory.set-payment',
  permission: 'catalogue.payment.manage',
  route: 'PUT /payment-register/{productId}',
  status: 200,
  summary: 'Replace the payment of a product',
  answers: Created,
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class SetPayment extends PaymentTerms {
  @Id() productId!: string;
}
