import { Count, Id, List, Money } from '../declare/fields';

/** What every command answers: the thing's id, and for information the revision it is at. */
export class TransactionRecorded {
  @Id() id!: string;
  @Count({ min: 0, max: 1e15 }) revision!: number;
  @Id() transactionId!: string;
  @List(Id(), { max: 1000 }) movementIds!: readonly string[];
}

/** Of what went out: also what it cost. */
export class UsageRecorded extends TransactionRecorded {
  @Money({ nullable: true, description: 'Null until stock is valued' }) cost!: string | null;
}
