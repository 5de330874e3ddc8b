import { Created } from '../created';
import { Command } from '../declare/contract';
import { Count, Flag, Id, List, Nested, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_LEAD_TIME_DAYS } from './supplier-events';
import { ChangedSupplierItem, MAX_TERMS_AT_ONCE, itemNamedTwice } from './supplier-terms';

@RequestRule(itemNamedTwice)
@Command({
  subject: 'inventory.change-supplier',
  permission: 'inventory.item.manage',
  route: 'PATCH /suppliers/{supplierId}',
  status: 200,
  ifMatch: true,
  summary: 'Change a supplier and the items that it offers',
  answers: Created,
  refuses: ['DUPLICATE', 'LIMIT_REACHED'],
})
export class ChangeSupplier {
  @Id() supplierId!: string;
  @Text({ max: 200, optional: true, example: 'Mill & Sons' }) name?: string;
  @Count({ min: 0, max: MAX_LEAD_TIME_DAYS, optional: true, nullable: true, description: 'Null removes it' })
  leadTimeDays?: number | null;
  @Flag({ optional: true }) active?: boolean;
  @List(Nested(() => ChangedSupplierItem), {
    max: MAX_TERMS_AT_ONCE,
    optional: true,
    description: 'The whole terms of these items; those of others stay',
  })
  items?: readonly ChangedSupplierItem[];
}
