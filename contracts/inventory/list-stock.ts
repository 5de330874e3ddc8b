import { Query } from '../declare/contract';
import { Balance, Code, Count, Flag, Id, LocalDate, Quantity, Text, Unit } from '../declare/fields';
import { ListRequest } from '../declare/list-request';

/** The most days that `expiring` looks ahead. */
export const MAX_EXPIRING_DAYS = 36_500;

/** The stock at one location, by lot for an item tracked by lot. */
export class StockLevelRow {
  @Id() itemId!: string;
  @Code() itemNumber!: string;
  @Text({ max: 200, example: 'Flour type 550' }) itemName!: string;
  @Unit() unit!: string;
  @Id({ nullable: true, description: 'Null for an item below its min that is at no location' })
  locationId!: string | null;
  @Code({ nullable: true, example: 'MAIN' }) locationCode!: string | null;
  @Code({ nullable: true, example: 'L-2026-01' }) lotNumber!: string | null;
  @LocalDate({ nullable: true }) expiresOn!: string | null;
  @Balance() onHand!: string;
  @Balance({ description: 'The most that a usage of this location and lot can take; the item has to cover it too' })
  available!: string;
  @Quantity({ sign: 'not_negative', example: '0.000', description: 'Of this location and lot alone' })
  reserved!: string;
  @Flag({ description: "The item's stock over all locations is below its min" }) belowMin!: boolean;
}

@Query({
  subject: 'inventory.list-stock',
  permission: 'inventory.stock.read',
  route: 'GET /stock',
  summary: 'List stock levels',
  answers: StockLevelRow,
  list: { sort: ['itemNumber', 'locationCode'] },
  asOf: 'effective',
})
export class ListStock extends ListRequest {
  @Id({ optional: true }) itemId?: string;
  @Id({ optional: true, description: 'With those within it' }) locationId?: string;
  @Code({ optional: true, example: 'L-2026-01' }) lotNumber?: string;
  @Flag({ optional: true, description: 'True: also items with a min that were at no location ever' })
  belowMin?: boolean;
  @Count({
    min: 0,
    max: MAX_EXPIRING_DAYS,
    optional: true,
    example: 30,
    description: 'Lots on hand that expire in at most so many days, and have not yet',
  })
  expiring?: number;
  /** Declared by `@Query`. */
  asOf?: string;
}
