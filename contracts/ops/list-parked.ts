import { Query } from '../declare/contract';
import { Choice, Count, Id, Instant, Name, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';

export const PARKED_REASONS = ['poison', 'behind', 'refused', 'given_up'] as const;
export type ParkedReason = (typeof PARKED_REASONS)[number];

/**
 * `refusal`: a rule refused a reactor's command; it stands, and is listed until a person has skipped it. `mail`: it could
 * not be sent for three days.
 */
export const PARKED_KINDS = ['projection', 'reactor', 'refusal', 'mail'] as const;
export type ParkedKind = (typeof PARKED_KINDS)[number];

/** An event that could not be folded or answered, one of the same key that waits behind it, or a mail. */
export class ParkedEvent {
  @Id() id!: string;
  @Choice(PARKED_KINDS) kind!: ParkedKind;
  @Name({ example: 'stock-level', description: 'The projection, reactor or mail that parked it' })
  projection!: string;
  @Text({
    max: 300,
    description: 'Of the projection; the stream, for a reactor; the recipient by id, for a mail',
    example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  })
  key!: string;
  @Id() eventId!: string;
  @Name({ nullable: true, example: 'StockReceived', description: 'Null for a mail that no event caused' })
  eventType!: string | null;
  @Name({
    example: '0001-0000000000000000042',
    description: 'Of the event; the beginning of the log, where there is none',
  })
  position!: string;
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
  platform: true,
})
export class ListParked extends ListRequest {
  @Choice(PARKED_KINDS, { optional: true }) kind?: ParkedKind;
  @Name({ optional: true, description: 'Of this projection, reactor or mail' }) projection?: string;
}
