import { Command } from '../declare/contract';
import { Created } from '../created';
import { Code, Id, Quantity, Text } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { maxBelowMin } from './stock-bounds';

@RequestRule(maxBelowMin)
@Command({
  subject: 'inventory.change-item',
  permission: 'inventory.item.manage',
  route: 'PATCH /items/{itemId}',
  status: 200,
  ifMatch: true,
  summary: 'Change details of an item',
  answers: Created,
})
export class ChangeItem {
  @Id() itemId!: string;
  @Text({ max: 200, optional: true, example: 'Flour type 550' }) name?: string;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, description: 'Null removes it' })
  min?: string | null;
  @Quantity({ sign: 'not_negative', optional: true, nullable: true, description: 'Null removes it; at least min' })
  max?: string | null;
  @Text({ max: 100, optional: true, nullable: true, description: 'Null removes it' }) category?: string | null;
  @Code({ optional: true, nullable: true, description: 'Null removes it' }) barcode?: string | null;
  @Quantity({ optional: true, nullable: true, description: 'Null removes it' }) reorderQuantity?: string | null;
  @Quantity({ optional: true, nullable: true, description: 'Null removes it' }) packSize?: string | null;
}
