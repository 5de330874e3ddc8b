import { Created } from '../created';
import { Command } from '../declare/contract';
import { Choice, Count, Id, Text } from '../declare/fields';
import { MAX_SEATS } from './product-events';

/** The answer to a row about a product. */
export class ImportedProduct extends Created {
  @Choice(['created', 'changed']) outcome!: 'created' | 'changed';
}

/** A row of an import: adds the product of this name to the service, or brings it up to date. An absent field stays. */
@Command({
  subject: 'inventory.import-product',
  permission: 'service',
  status: 200,
  summary: 'Import a row about a product',
  answers: ImportedProduct,
  refuses: ['DUPLICATE', 'LIMIT_REACHED', 'NOT_FOUND'],
  sentBy: ['inventory'],
})
export class ImportProduct {
  @Id() serviceId!: string;
  @Text({ max: 200, example: 'Mail' }) name!: string;
  @Text({ max: 100, optional: true, example: 'Business' }) plan?: string;
  @Count({ min: 0, max: MAX_SEATS, optional: true, example: 25 }) seats?: number;
  @Id({ optional: true, description: 'A user' }) ownerId?: string;
}
