import { Query } from '../declare/contract';
import { Balance, Choice, Code, Count, Flag, Id, LocalDate, Text, Unit } from '../declare/fields';
import { ListRequest } from '../declare/list-request';
import { MAX_EXPIRING_DAYS } from './list-stock';

export const LOT_STATES = ['available', 'quarantined'] as const;
export type LotState = (typeof LOT_STATES)[number];

/** A lot of an item, wherever it lies. */
export class LotDetails {
  @Id() id!: string;
  @Id() itemId!: string;
  @Code({ nullable: true, description: 'Null until the item is known here' }) itemNumber!: string | null;
  @Text({ max: 200, nullable: true, example: 'Flour type 550' }) itemName!: string | null;
  @Unit({ nullable: true }) unit!: string | null;
  @Code({ example: 'L-2026-01' }) lotNumber!: string;
  @LocalDate({ nullable: true, description: 'Its last day' }) expiresOn!: string | null;
  @Flag({ description: 'That day is over' }) expired!: boolean;
  @Choice(LOT_STATES) state!: LotState;
  @Text({ max: 2000, lines: true, nullable: true, description: 'Why it was recalled; null: it is not' })
  recalled!: string | null;
  @Balance({ description: 'Over all locations' }) onHand!: string;
}

@Query({
  subject: 'inventory.list-lots',
  permission: 'inventory.item.read',
  route: 'GET /lots',
  summary: 'List lots, those that expire first at the top',
  answers: LotDetails,
  list: { sort: ['expiresOn', 'lotNumber', 'itemNumber'], search: true },
})
export class ListLots extends ListRequest {
  @Id({ optional: true }) itemId?: string;
  @Code({ optional: true, example: 'L-2026-01' }) lotNumber?: string;
  @Choice(LOT_STATES, { optional: true }) state?: LotState;
  @Flag({ optional: true }) recalled?: boolean;
  @Flag({ optional: true, description: 'Its last day is over' }) expired?: boolean;
  @Flag({ optional: true, description: 'There is stock of it' }) onHand?: boolean;
  @LocalDate({ optional: true, description: 'Its last day is before this one' }) expiresBefore?: string;
  @Count({
    min: 0,
    max: MAX_EXPIRING_DAYS,
    optional: true,
    example: 30,
    description: 'It expires in at most so many days, and has not yet',
  })
  expiring?: number;
}
