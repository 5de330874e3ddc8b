import { Query } from '../declare/contract';
import { Id } from '../declare/fields';
import { RegisteredPayment } from './list-payments';

@Query({
  subject: 'inventory.get-payment',
  permission: 'catalogue.payment.read',
  route: 'GET /payment-register/{productId}',
  summary: 'Read the payment of a product',
  answers: RegisteredPayment,
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class GetPayment {
  @Id() productId!: string;
}
