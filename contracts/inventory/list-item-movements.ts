import { Query } from '../declare/contract';
import { Choice, Code, Id, Instant } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { Movement } from './get-movement';
import { MOVEMENT_KINDS, type MovementKind } from './stock-events';

@Query({
  subject: 'inventory.list-item-movements',
  permission: 'inventory.stock.read',
  route: 'GET /items/{itemId}/movements',
  summary: 'List the movements of an item',
  answers: Movement,
  list: { sort: ['effectiveAt', 'recordedAt'] },
})
export class ListItemMovements extends ListRequest {
  @Id() itemId!: string;
  @Id({ optional: true, description: 'With those within it' }) locationId?: string;
  @Code({ optional: true, example: 'L-2026-01' }) lotNumber?: string;
  @Choice(MOVEMENT_KINDS, { optional: true }) kind?: MovementKind;
  @Instant({ optional: true, description: 'Effective at or after' }) from?: string;
  @Instant({ optional: true, description: 'Effective at or before' }) to?: string;
}
