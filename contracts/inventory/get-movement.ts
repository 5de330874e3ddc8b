import { Query } from '../declare/contract';
import { Balance, Choice, Code, Id, Instant, Money, Name, Quantity, Text, Unit } from '../declare/fields';
import { ADJUSTMENT_REASONS, MOVEMENT_KINDS, type AdjustmentReason, type MovementKind } from './stock-events';

/** One movement, with the balances after it in effective order. */
export class Movement {
  @Id() id!: string;
  @Id() transactionId!: string;
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Code({ nullable: true, example: 'L-2026-01' }) lotNumber!: string | null;
  @Choice(MOVEMENT_KINDS) kind!: MovementKind;
  @Quantity({ sign: 'signed', description: 'As entered, in `unit`' }) quantity!: string;
  @Unit() unit!: string;
  @Balance({ description: 'In the stock unit' }) stockQuantity!: string;
  @Money({ places: 8, nullable: true }) unitCost!: string | null;
  @Money({ sign: 'signed', description: 'As known now; of a reversed movement and its reversal, as known then' })
  value!: string;
  @Money({ sign: 'signed' }) valueWhenRecorded!: string;
  @Money({ nullable: true, description: "Of a return that names an order's line: the price by that line; positive" })
  orderValue!: string | null;
  @Text({ max: 200, nullable: true, example: 'Delivery note 4711' }) reference!: string | null;
  @Text({ max: 2000, lines: true, nullable: true }) note!: string | null;
  @Choice(ADJUSTMENT_REASONS, { nullable: true }) reason!: AdjustmentReason | null;
  @Id({ nullable: true, description: 'The employee to whom it was issued, or who gave it back' })
  employeeId!: string | null;
  @Instant() effectiveAt!: string;
  @Instant() recordedAt!: string;
  @Name({ description: 'The account or service that recorded it', example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' })
  actor!: string;
  @Id({ nullable: true, description: 'The movement that this one reverses' }) reverses!: string | null;
  @Id({ nullable: true, description: 'The movement that reverses this one' }) reversedBy!: string | null;
  @Balance({ description: 'Of item, location and lot' }) balanceAfter!: string;
  @Balance({ description: 'Of the item over all locations' }) itemBalanceAfter!: string;
}

@Query({
  subject: 'inventory.get-movement',
  permission: 'inventory.stock.read',
  route: 'GET /movements/{movementId}',
  summary: 'Read a movement',
  answers: Movement,
})
export class GetMovement {
  @Id() movementId!: string;
}
