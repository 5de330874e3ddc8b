import { Query } from '../declare/contract';
import { Choice, Code, Id, Instant } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { Movement } from './get-movement';
import { MOVEMENT_KINDS, type MovementKind } from './stock-events';

@Query({
  subject: 'inventory.list-movements',
  permission: 'inventory.stock.read',
  route: 'GET /movements',
  summary: 'List movements',
  answers: Movement,
  list: { sort: ['effectiveAt', 'recordedAt'] },
})
export class ListMovements extends ListRequest {
  @Id({ optional: true }) itemId?: string;
  @Id({ optional: true, description: 'With those within it' }) locationId?: string;
  @Id({ optional: true }) transactionId?: string;
  @Code({ optional: true, example: 'L-2026-01' }) lotNumber?: string;
  @Choice(MOVEMENT_KINDS, { optional: true }) kind?: MovementKind;
  @Instant({ optional: true, description: 'Effective at or after' }) from?: string;
  @Instant({ optional: true, description: 'Effective at or before' }) to?: string;
}
