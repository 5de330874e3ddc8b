import { Event } from '../declare/event';
import { Id, LocalDate, Text } from '../declare/fields';

/** Stock movements that are effective up to the end of that day are refused from now on; null: none are. */
@Event<StockFreezeSet>({
  category: 'inventory.freeze',
  version: 1,
  entity: { type: 'stock_freeze', id: 'organizationId' },
  action: 'stock.freeze_set',
  summary: 'The frozen period of stock was set',
})
export class StockFreezeSet {
  static readonly type = 'StockFreezeSet';
  @Id() organizationId!: string;
  @LocalDate({ nullable: true, description: "In the organisation's calendar" }) through!: string | null;
  @Text({ max: 2000, lines: true }) reason!: string;
}
