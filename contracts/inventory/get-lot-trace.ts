import { Query } from '../declare/contract';
import { Balance, Choice, Code, Id, Instant, List, LocalDate, Name, Nested, Text } from '../declare/fields';
import { LotDetails } from './list-lots';
import { MOVEMENT_KINDS, type MovementKind } from './stock-events';

/** A movement of the lot. One that was reversed, and its reversal, count for nothing. */
export class TracedMovement {
  @Id() movementId!: string;
  @Id() transactionId!: string;
  @Id() locationId!: string;
  @Code({ nullable: true, example: 'MAIN' }) locationCode!: string | null;
  @Choice(MOVEMENT_KINDS) kind!: MovementKind;
  @Balance({ description: 'In the stock unit' }) stockQuantity!: string;
  @Text({ max: 200, nullable: true, example: 'Kitchen order 12' }) reference!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
  @Instant() effectiveAt!: string;
  @Instant() recordedAt!: string;
  @Name({ description: 'The account or service that recorded it', example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' })
  actor!: string;
  @Id({ nullable: true, description: 'The movement that this one reverses' }) reverses!: string | null;
  @Id({ nullable: true, description: 'The movement that reverses this one' }) reversedBy!: string | null;
}

/** The stock that is left of the lot at one location. */
export class TracedStock {
  @Id() locationId!: string;
  @Code({ nullable: true, example: 'MAIN' }) locationCode!: string | null;
  @Balance() onHand!: string;
}

export const LOT_CHANGES = ['expiry_changed', 'quarantined', 'released', 'recalled'] as const;
export type LotChangeKind = (typeof LOT_CHANGES)[number];

export class TracedChange {
  @Choice(LOT_CHANGES) kind!: LotChangeKind;
  @LocalDate({ nullable: true, description: 'Of a changed expiry' }) expiresOn!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) reason!: string | null;
  @Instant() effectiveAt!: string;
  @Instant() recordedAt!: string;
  @Name({ example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' }) actor!: string;
}

/** The life of a lot, forward from its receipts and back from its usages. */
export class LotTrace {
  @Nested(() => LotDetails) lot!: LotDetails;
  @List(Nested(() => TracedMovement), { max: 10_000, description: 'Came in, from outside or found' })
  cameIn!: readonly TracedMovement[];
  @List(Nested(() => TracedMovement), { max: 10_000, description: 'Moved between locations' })
  moved!: readonly TracedMovement[];
  @List(Nested(() => TracedMovement), { max: 10_000, description: 'Left: used, returned, written off; or came back' })
  wentOut!: readonly TracedMovement[];
  @List(Nested(() => TracedStock), { max: 10_000, description: 'Is still on hand' }) stock!: readonly TracedStock[];
  @List(Nested(() => TracedChange), { max: 10_000 }) changes!: readonly TracedChange[];
  @Balance({ description: 'In the stock unit' }) quantityIn!: string;
  @Balance({ description: 'In the stock unit; what came back is not in it' }) quantityOut!: string;
}

@Query({
  subject: 'inventory.get-lot-trace',
  permission: 'inventory.stock.read',
  route: 'GET /lots/{lotId}/trace',
  summary: 'Trace a lot: what it came from, went into, and what is still there',
  answers: LotTrace,
  refuses: ['LIST_TOO_LONG'],
})
export class GetLotTrace {
  @Id() lotId!: string;
}
