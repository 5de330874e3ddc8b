import { Event } from '../declare/event';
import { Id } from '../declare/fields';

/** Recorded once: amounts are in the organisation's currency from now on, which cannot change any more. */
@Event<StockFirstValued>({
  category: 'inventory.stock_value',
  version: 1,
  entity: { type: 'organization', id: 'organizationId' },
  occurrence: true,
  action: 'stock.first_valued',
  summary: 'The first movement with a value was recorded',
})
export class StockFirstValued {
  static readonly type = 'StockFirstValued';
  @Id() organizationId!: string;
}
