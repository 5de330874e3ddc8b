import { Created } from '../created';
import { Command } from '../declare/contract';
import { Code, Id, Instant, Quantity, Text, Unit } from '../declare/fields';

@Command({
  subject: 'inventory.reserve-stock',
  permission: 'inventory.reservation.manage',
  route: 'POST /reservations',
  status: 201,
  location: '/reservations/{id}',
  summary: 'Reserve stock of an item',
  answers: Created,
  refuses: ['INSUFFICIENT_AVAILABLE', 'UNIT_NOT_EXACT', 'LIMIT_REACHED'],
})
export class ReserveStock {
  @Id() itemId!: string;
  @Quantity() quantity!: string;
  @Unit({ optional: true }) unit?: string;
  @Id({ optional: true, description: 'Default: wherever it lies' }) locationId?: string;
  @Code({ optional: true, description: 'Default: of any lot' }) lotNumber?: string;
  @Text({ max: 200, example: 'Order 4711' }) reference!: string;
  @Instant({ description: 'It holds until then, exclusive' }) expiresAt!: string;
}
