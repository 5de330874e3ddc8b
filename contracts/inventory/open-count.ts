import { Created } from '../created';
import { Command } from '../declare/contract';
import { Id, List, Money, Quantity, Text } from '../declare/fields';
import { MAX_COUNT_ITEMS } from './count-events';

@Command({
  subject: 'inventory.open-count',
  permission: 'inventory.count.open',
  route: 'POST /counts',
  status: 201,
  location: '/counts/{id}',
  summary: 'Open a count of a location with everything in it, or of some items there',
  answers: Created,
  refuses: ['CONFLICT'],
})
export class OpenCount {
  @Text({ max: 200, optional: true, example: 'Cellar, November' }) name?: string;
  @Id() locationId!: string;
  @List(Id(), { min: 1, max: MAX_COUNT_ITEMS, optional: true, description: 'Default: every item' })
  itemIds?: readonly string[];
  @Quantity({ sign: 'not_negative', optional: true, description: 'Of the book. Default: 0' }) tolerancePercent?: string;
  @Money({ optional: true, description: 'Default: 0' }) toleranceValue?: string;
}
