import { Command } from '../declare/contract';
import { Count, Id, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import type { FieldError } from '../errors';
import { PaymentTerms, renewsWithoutCycle } from './payment-terms';

export class EnteredPayment {
  @Id({ description: 'The product, whose payment it is' }) id!: string;
  @Id() productId!: string;
  @Count({ min: 0, max: 1e15 }) revision!: number;
}

/** Makes the product, too, where it is named by a service and a new name: both or neither. */
@RequestRule(renewsWithoutCycle)
@RequestRule(namesOneProduct)
@Command({
  subject: 'inventory.enter-payment',
  permission: 'catalogue.payment.manage',
  route: 'POST /payment-register',
  status: 201,
  location: '/payment-register/{productId}',
  summary: 'Enter the payment of a product, and the product with it where it is new',
  answers: EnteredPayment,
  refuses: ['CONFLICT', 'DUPLICATE', 'LIMIT_REACHED'],
  scope: { by: ['service', 'product'], of: 'scopeIds' },
})
export class EnterPayment extends PaymentTerms {
  @Id({
    optional: true,
    example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
    description: 'With `productName`: the service of a new product',
  })
  serviceId?: string;
  @Text({ max: 200, optional: true, example: 'Mail' }) productName?: string;
  @Id({ optional: true, description: 'A product that is there already' }) productId?: string;
}

function namesOneProduct({ serviceId, productName, productId }: EnterPayment): FieldError | undefined {
  if (productId !== undefined) {
    if (serviceId === undefined && productName === undefined) return undefined;
    return { pointer: '/productId', code: 'UNKNOWN', message: 'names a product: leave serviceId and productName out' };
  }
  if (serviceId === undefined) return { pointer: '/serviceId', code: 'REQUIRED', message: 'is required' };
  return productName === undefined ? { pointer: '/productName', code: 'REQUIRED', message: 'is required' } : undefined;
}
