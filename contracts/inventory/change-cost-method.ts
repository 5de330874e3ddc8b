import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Id, Instant } from '../declare/fields';
import { COST_METHODS, type CostMethod } from './item-events';

@Command({
  subject: 'inventory.change-cost-method',
  permission: 'inventory.item.manage',
  route: 'POST /items/{itemId}/cost-method',
  status: 200,
  summary: 'Change the cost method of an item from a moment on',
  answers: Created,
  refuses: ['EFFECTIVE_IN_FUTURE', 'PERIOD_FROZEN'],
})
export class ChangeCostMethod {
  @Id() itemId!: string;
  @Choice(COST_METHODS) method!: CostMethod;
  @Instant({ optional: true }) effectiveAt?: string;
}
