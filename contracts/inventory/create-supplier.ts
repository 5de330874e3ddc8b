import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, List, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_LEAD_TIME_DAYS } from './supplier-events';
import { MAX_TERMS_AT_ONCE, SupplierItem, itemNamedTwice } from './supplier-terms';

@RequestRule(itemNamedTwice)
@Command({
  subject: 'inventory.create-supplier',
  permission: 'inventory.item.manage',
  route: 'POST /suppliers',
  status: 201,
  location: '/suppliers/{id}',
  summary: 'Create a supplier',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE'],
})
export class CreateSupplier {
  @Text({ max: 200, example: 'Mill & Sons' }) name!: string;
  @Count({ min: 0, max: MAX_LEAD_TIME_DAYS, optional: true, example: 3 }) leadTimeDays?: number;
  @List(Nested(() => SupplierItem), { max: MAX_TERMS_AT_ONCE, optional: true }) items?: readonly SupplierItem[];
}
