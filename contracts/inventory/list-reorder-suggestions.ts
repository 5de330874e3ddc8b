import { Query } from '../declare/contract';
import { Balance, Id, Quantity, Text, Unit } from '../declare/fields';
import { ListRequest } from '../declare/list-request';

/** An item whose projected stock is at its minimum or below; in the stock unit, over all locations. */
export class ReorderSuggestion {
  @Id() itemId!: string;
  @Text({ max: 64, example: 'A-1001' }) itemNumber!: string;
  @Text({ max: 200, example: 'Flour type 550' }) itemName!: string;
  @Unit() unit!: string;
  @Balance({ description: 'Neither expired nor in quarantine' }) usable!: string;
  @Balance({ description: 'Of submitted orders, not received yet' }) onOrder!: string;
  @Balance({ description: 'Of drafts' }) inDraft!: string;
  @Balance() reserved!: string;
  @Balance({ description: 'usable + onOrder + inDraft − reserved' }) projected!: string;
  @Quantity({ sign: 'not_negative' }) min!: string;
  @Quantity({ sign: 'not_negative', nullable: true }) max!: string | null;
  @Quantity({ nullable: true }) packSize!: string | null;
  @Quantity({ nullable: true }) reorderQuantity!: string | null;
  @Balance({ nullable: true, description: 'Null for an item with neither max nor reorderQuantity' })
  suggested!: string | null;
}

@Query({
  subject: 'inventory.list-reorder-suggestions',
  permission: 'inventory.reorder.read',
  route: 'GET /reorder-suggestions',
  summary: 'List items that are to be ordered',
  answers: ReorderSuggestion,
  list: { sort: ['itemNumber'], order: 'itemNumber' },
})
export class ListReorderSuggestions extends ListRequest {}
