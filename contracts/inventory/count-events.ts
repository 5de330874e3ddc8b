import { Event, type EventOptions } from '../declare/event';
import {
  Balance,
  Choice,
  Code,
  Count,
  Flag,
  Id,
  Instant,
  List,
  Money,
  Name,
  Nested,
  Quantity,
  Text,
  Unit,
} from '../declare/fields';
import { PostingOutcome } from './posting-outcome';

/** Of a count: read whole, it has to fit one answer. */
export const MAX_COUNT_LINES = 400;
/** The items that a count may be limited to. */
export const MAX_COUNT_ITEMS = 200;

export const COUNT_STATES = ['open', 'submitted', 'closed', 'canceled'] as const;
export type CountStatus = (typeof COUNT_STATES)[number];

export const COUNT_OUTCOMES = ['posting', 'posted', 'recount', 'approval'] as const;
export type CountOutcome = (typeof COUNT_OUTCOMES)[number];

const declared = <Data extends { countId: string }>(
  action: string,
  summary: string,
  more: Partial<EventOptions<Data>> = { occurrence: true },
): EventOptions<Data> => ({
  category: 'inventory.count',
  version: 1,
  entity: { type: 'count', id: 'countId' },
  action,
  summary,
  ...more,
});

@Event<CountOpened>(declared('count.opened', 'A count was opened', { implies: { status: 'open' } }))
export class CountOpened {
  static readonly type = 'CountOpened';
  @Id() countId!: string;
  @Text({ max: 200, nullable: true }) name!: string | null;
  @Id({ description: 'With everything in it' }) locationId!: string;
  @List(Id(), { min: 1, max: MAX_COUNT_ITEMS, nullable: true, description: 'Null: every item' })
  itemIds!: readonly string[] | null;
  @Quantity({ sign: 'not_negative', description: 'Of the book' }) tolerancePercent!: string;
  @Money() toleranceValue!: string;
}

/** One (item, location, lot) as it was counted. */
export class EnteredLine {
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Code({ nullable: true }) lotNumber!: string | null;
  @Quantity({ sign: 'not_negative', description: 'In `unit`' }) counted!: string;
  @Unit() unit!: string;
  @Quantity({ sign: 'not_negative', description: 'In the stock unit' }) stockQuantity!: string;
  @Instant() countedAt!: string;
}

@Event<CountLinesEntered>(declared('count.entered', 'Counted quantities were entered'))
export class CountLinesEntered {
  static readonly type = 'CountLinesEntered';
  @Id() countId!: string;
  @Name({ description: 'The one who entered them', example: '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071' })
  enteredBy!: string;
  @List(Nested(() => EnteredLine), { min: 1, max: MAX_COUNT_LINES }) lines!: readonly EnteredLine[];
}

/** A counted line against the book, as known when it was judged. */
export class JudgedLine {
  @Count({ min: 1, max: MAX_COUNT_LINES, description: 'Its number in the count, from 1' }) line!: number;
  @Id({ technical: true, description: 'Of the command that posts it' }) postingId!: string;
  @Id() itemId!: string;
  @Id() locationId!: string;
  @Code({ nullable: true }) lotNumber!: string | null;
  @Instant() countedAt!: string;
  @Balance({ description: 'The balance at the moment of counting' }) book!: string;
  @Count({
    min: 0,
    max: 1e15,
    nullable: true,
    technical: true,
    description: "The revision of the item's stock that the book is of; null: it had none",
  })
  bookRevision!: number | null;
  @Balance() variance!: string;
  @Money({ sign: 'signed', description: 'Of the variance' }) value!: string;
  @Choice(COUNT_OUTCOMES) outcome!: CountOutcome;
  @Flag({ description: 'Beyond the tolerance' }) isBeyond!: boolean;
  @Text({ max: 40, nullable: true, description: 'Why the adjustment would be refused', example: 'PERIOD_FROZEN' })
  code!: string | null;
}

class CountJudged {
  @Id() countId!: string;
  @Id({ technical: true }) partId!: string;
  @Choice(COUNT_STATES) status!: CountStatus;
  @Flag({ description: 'By somebody who may record in a frozen period' }) bypassesFreeze!: boolean;
  @List(Nested(() => JudgedLine), { min: 1, max: MAX_COUNT_LINES }) lines!: readonly JudgedLine[];
}

@Event<CountSubmitted>(declared('count.submitted', 'A count was submitted'))
export class CountSubmitted extends CountJudged {
  static readonly type = 'CountSubmitted';
}

@Event<CountApproved>(declared('count.approved', 'Lines of a count were approved'))
export class CountApproved extends CountJudged {
  static readonly type = 'CountApproved';
  @Text({ max: 2000, lines: true }) reason!: string;
}

@Event<CountPosted>(declared('count.posted', 'Lines of a count were posted to their items, or refused'))
export class CountPosted {
  static readonly type = 'CountPosted';
  @Id() countId!: string;
  @Id({ technical: true }) partId!: string;
  @Choice(COUNT_STATES) status!: CountStatus;
  @List(Nested(() => PostingOutcome), { min: 1, max: MAX_COUNT_LINES }) outcomes!: readonly PostingOutcome[];
}

/** Its lines that are to be counted again are open; so are those that waited for approval. */
@Event<CountReopened>(declared('count.reopened', 'A count was opened again', { implies: { status: 'open' } }))
export class CountReopened {
  static readonly type = 'CountReopened';
  @Id() countId!: string;
}

@Event<CountCanceled>(declared('count.canceled', 'A count was canceled', { implies: { status: 'canceled' } }))
export class CountCanceled {
  static readonly type = 'CountCanceled';
  @Id() countId!: string;
}
