import { Query } from '../contract';
import { Choice, Count, Id, Instant, Name, Text } from '../fields';
import { ListRequest } from '../list-request';

export const PARKED_REASONS = ['poison', 'behind'] as const;
export type ParkedReason = (typeof PARKED_REASONS)[number];

/** An event that a projection could not fold, or one of the same key that waits behind it. */
export class ParkedEvent {
  @Id() id!: string;
  @Name({ example: 'stock-level' }) projection!: string;
  @Text({ max: 300, example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' }) key!: string;
  @Id() eventId!: string;
  @Name({ example: 'StockReceived' }) eventType!: string;
  @Name({ example: '0001-0000000000000000042' }) position!: string;
  @Choice(PARKED_REASONS) reason!: ParkedReason;
  @Count({ min: 0, max: 1e9 }) attempts!: number;
  @Text({ max: 2_000, lines: true, nullable: true }) error!: string | null;
  @Instant() parkedAt!: string;
}

@Query({
  subject: 'ops.list-parked',
  permission: 'ops.parked.read',
  route: 'GET /ops/parked',
  summary: 'List parked events',
  answers: ParkedEvent,
  list: { sort: ['position'] },
  reads: [],
  platform: true,
})
export class ListParked extends ListRequest {
  @Name({ optional: true }) projection?: string;
}
