import { Query } from '../declare/contract';
import { Balance, Choice, Code, Id, Instant, Quantity, Text, Unit } from '../declare/fields';
import { ListRequest } from '../declare/list-request';

export const RESERVATION_STATUSES = ['open', 'consumed', 'released', 'expired'] as const;
export type ReservationStatus = (typeof RESERVATION_STATUSES)[number];

export class ReservationDetails {
  @Id() id!: string;
  @Id() itemId!: string;
  @Id({ nullable: true, description: 'Null: wherever it lies' }) locationId!: string | null;
  @Code({ nullable: true, description: 'Null: of any lot' }) lotNumber!: string | null;
  @Quantity({ description: 'As entered, in `unit`' }) quantity!: string;
  @Unit() unit!: string;
  @Balance({ description: 'In the stock unit' }) stockQuantity!: string;
  @Balance({ description: 'In the stock unit: what no usage has consumed' }) left!: string;
  @Text({ max: 200, example: 'Order 4711' }) reference!: string;
  @Choice(RESERVATION_STATUSES, { description: '`consumed`: nothing is left; a reversed usage gives it back' })
  status!: ReservationStatus;
  @Instant() effectiveAt!: string;
  @Instant() expiresAt!: string;
  @Instant() createdAt!: string;
}

@Query({
  subject: 'inventory.list-reservations',
  permission: 'inventory.stock.read',
  route: 'GET /reservations',
  summary: 'List reservations',
  answers: ReservationDetails,
  list: { sort: ['createdAt', 'expiresAt'], order: '-createdAt', search: true },
})
export class ListReservations extends ListRequest {
  @Id({ optional: true }) itemId?: string;
  @Id({ optional: true }) locationId?: string;
  @Code({ optional: true, example: 'L-2026-01' }) lotNumber?: string;
  @Choice(RESERVATION_STATUSES, { optional: true }) status?: ReservationStatus;
}
