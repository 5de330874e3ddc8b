import { Count, Id, List, Money } from '../declare/fields';

/** The answer of every command: the thing's id, and for information its revision. */
export class TransactionRecorded {
  @Id() id!: string;
  @Count({ min: 0, max: 1e15 }) revision!: number;
  @Id() transactionId!: string;
  @List(Id(), { max: 1000 }) movementIds!: readonly string[];
}

/** The answer of an issue, with its cost. */
export class UsageRecorded extends TransactionRecorded {
  @Money({ description: 'As known when it was recorded' }) cost!: string;
}

/** The answer of a take-back, with the cost of what came in again. */
export class TakenBackRecorded extends TransactionRecorded {
  @Money({ description: 'As known when it was recorded' }) cost!: string;
}

/** The answer of a return, with its cost and beside it the price that was paid. */
export class ReturnRecorded extends UsageRecorded {
  @Money({ nullable: true, description: "By the order's line; null: none was named" }) orderValue!: string | null;
}
