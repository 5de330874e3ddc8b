import { Query } from '../declare/contract';
import { Choice, Code, Currency, Id, Instant, Money, Nested, Text } from '../declare/fields';
import { ListRequest } from '../declare/list-request';

export const VALUE_ROLL_BY = ['item', 'category', 'location'] as const;
export type ValueRollBy = (typeof VALUE_ROLL_BY)[number];

/** The change of a value over a period: opening + in − out + restated + shared = closing. */
export class ValueRoll {
  @Money({ sign: 'signed', description: 'At `from`, as it was known then' }) opening!: string;
  @Money() in!: string;
  @Money() out!: string;
  @Money({ sign: 'signed', description: 'The value at `from` as known now, less the opening' }) restated!: string;
  @Money({
    sign: 'signed',
    nullable: true,
    description:
      "Moved between locations only because an item's value is shared out by quantity; null unless by location",
  })
  shared!: string | null;
  @Money({ sign: 'signed', description: 'At `to`' }) closing!: string;
}

/** One item, category or location. */
export class ValueRollRow extends ValueRoll {
  @Id({ nullable: true }) itemId!: string | null;
  @Code({ nullable: true }) itemNumber!: string | null;
  @Text({ max: 100, nullable: true, description: 'Null also for items without one' }) category!: string | null;
  @Id({ nullable: true }) locationId!: string | null;
  @Code({ nullable: true, example: 'MAIN' }) locationCode!: string | null;
}

/** The whole roll. */
export class ValueRollTotal {
  @Instant() from!: string;
  @Instant() to!: string;
  @Instant({ description: 'The time of recording up to which movements count, but for the opening' }) knownAt!: string;
  @Currency() currency!: string;
  @Nested(() => ValueRoll) total!: ValueRoll;
}

@Query({
  subject: 'inventory.get-value-roll',
  permission: 'inventory.stock.read',
  route: 'GET /value-roll',
  summary: 'Roll the value of the stock over a period',
  answers: ValueRollRow,
  list: { sort: ['name'], page: ValueRollTotal },
  knownAt: true,
})
export class GetValueRoll extends ListRequest {
  @Instant({ optional: true, description: 'Movements effective after it count. Default: 30 days before `to`' })
  from?: string;
  @Instant({ optional: true, description: 'And up to it. Default: now' }) to?: string;
  @Choice(VALUE_ROLL_BY, { optional: true, description: 'Default: item' }) by?: ValueRollBy;
  /** Declared by `@Query`. */
  knownAt?: string;
}
