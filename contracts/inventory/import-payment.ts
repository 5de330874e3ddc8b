import { Command } from '../declare/contract';
import { Id, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { ImportedProduct } from './import-product';
import { PaymentTerms, renewsWithoutCycle } from './payment-terms';

/** A row of an import: records the payment of a product, which is made where it is not there. An absent field stays. */
@RequestRule(renewsWithoutCycle)
@Command({
  subject: 'inventory.import-payment',
  permission: 'service',
  status: 200,
  summary: 'Import a row about a payment',
  answers: ImportedProduct,
  refuses: ['LIMIT_REACHED', 'NOT_FOUND'],
  sentBy: ['inventory'],
})
export class ImportPayment extends PaymentTerms {
  @Id() serviceId!: string;
  @Text({ max: 200, example: 'Mail' }) product!: string;
}
