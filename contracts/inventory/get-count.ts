import { Created } from '../created';
import { Query } from '../declare/contract';
import { Balance, Choice, Code, Id, Instant, List, Money, Nested, Quantity, Text } from '../declare/fields';
import {
  COUNT_OUTCOMES,
  COUNT_STATES,
  MAX_COUNT_ITEMS,
  MAX_COUNT_LINES,
  type CountOutcome,
  type CountStatus,
} from './count-events';

/** A counted line. Without the permission to approve, the book is not shown: a counter counts blind. */
export class CountLineShown {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Code({ nullable: true }) lotNumber!: string | null;
  @Quantity({ sign: 'not_negative', description: 'In the stock unit' }) counted!: string;
  @Instant() countedAt!: string;
  @Balance({ nullable: true, description: 'Null without the permission to approve, and before the submit' })
  book!: string | null;
  @Balance({ nullable: true, description: 'Likewise' }) variance!: string | null;
  @Money({ sign: 'signed', nullable: true, description: 'Likewise' }) value!: string | null;
  @Choice(COUNT_OUTCOMES, { nullable: true, description: 'Null before the submit' }) outcome!: CountOutcome | null;
  @Text({ max: 40, nullable: true, description: 'Why the adjustment was refused', example: 'PERIOD_FROZEN' })
  code!: string | null;
}

/** The answer of a submit, an approval or a recount. */
export class CountAnswer extends Created {
  @Choice(COUNT_STATES) status!: CountStatus;
  @List(Nested(() => CountLineShown), { max: MAX_COUNT_LINES }) lines!: readonly CountLineShown[];
}

/** Stock in the count's scope of which nothing was entered: it is not adjusted. */
export class NotCounted {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Code({ nullable: true }) lotNumber!: string | null;
}

export class CountRowShown {
  @Id() id!: string;
  @Text({ max: 200, nullable: true }) name!: string | null;
  @Id() locationId!: string;
  @Choice(COUNT_STATES) status!: CountStatus;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

export class CountDetails extends CountRowShown {
  @List(Id(), { max: MAX_COUNT_ITEMS, nullable: true, description: 'Null: every item' }) itemIds!:
    readonly string[] | null;
  @Quantity({ sign: 'not_negative' }) tolerancePercent!: string;
  @Money() toleranceValue!: string;
  @List(Nested(() => CountLineShown), { max: MAX_COUNT_LINES }) lines!: readonly CountLineShown[];
  @List(Nested(() => NotCounted), { max: MAX_COUNT_LINES, description: 'The first of them' })
  notCounted!: readonly NotCounted[];
}

@Query({
  subject: 'inventory.get-count',
  permission: 'inventory.count.read',
  route: 'GET /counts/{countId}',
  summary: 'Read a count',
  answers: CountDetails,
  etag: true,
})
export class GetCount {
  @Id() countId!: string;
}
