import { Query } from '../declare/contract';
import { Id, Instant, LocalDate, Text } from '../declare/fields';

/** The frozen period of the organisation's stock. */
export class StockFreezeShown {
  @Id({ description: "The organisation's" }) id!: string;
  @LocalDate({ nullable: true, description: "The last frozen day, in the organisation's calendar; null: none" })
  through!: string | null;
  @Text({
    max: 2000,
    lines: true,
    nullable: true,
    example: 'March is closed',
    description: 'Null: there never was one',
  })
  reason!: string | null;
  @Instant({ nullable: true }) createdAt!: string | null;
  @Instant({ nullable: true }) updatedAt!: string | null;
}

@Query({
  subject: 'inventory.get-stock-freeze',
  permission: 'inventory.stock.read',
  route: 'GET /stock-freeze',
  summary: 'Read up to which day stock is frozen',
  answers: StockFreezeShown,
  etag: true,
})
export class GetStockFreeze {}
