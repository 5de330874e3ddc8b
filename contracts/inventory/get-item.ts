import { Query } from '../declare/contract';
import { Choice, Code, Count, Flag, Id, Instant, List, Nested, Quantity, Text, Unit } from '../declare/fields';
import { COST_METHODS, MAX_BARCODES, MAX_UNITS, UnitFactor, type CostMethod } from './item-events';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';

/** An item's description, without its stock. */
export class ItemDetails {
  @Id() id!: string;
  @Code() itemNumber!: string;
  @Text({ max: 200, example: 'Flour type 550' }) name!: string;
  @Unit() unit!: string;
  @Text({ max: 100, nullable: true, example: 'Baking' }) category!: string | null;
  @Code({ nullable: true, description: 'The first of `barcodes`', example: '4006381333931' }) barcode!: string | null;
  @List(Code({ example: '4006381333931' }), { max: MAX_BARCODES }) barcodes!: readonly string[];
  @Choice(TEMPERATURE_ZONES) temperatureZone!: TemperatureZone;
  @Flag() lotTracked!: boolean;
  @Choice(COST_METHODS) costMethod!: CostMethod;
  @Quantity({ sign: 'not_negative', nullable: true }) min!: string | null;
  @Quantity({ sign: 'not_negative', nullable: true, example: '60.000' }) max!: string | null;
  @Quantity({ nullable: true }) reorderQuantity!: string | null;
  @Quantity({ nullable: true }) packSize!: string | null;
  @Count({ min: 1, max: 36_500, nullable: true }) shelfLifeDays!: number | null;
  @Flag() allowNegative!: boolean;
  @List(Nested(() => UnitFactor), { max: MAX_UNITS }) units!: readonly UnitFactor[];
  @Flag() active!: boolean;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

@Query({
  subject: 'inventory.get-item',
  permission: 'inventory.item.read',
  route: 'GET /items/{itemId}',
  summary: 'Read an item',
  answers: ItemDetails,
  etag: true,
})
export class GetItem {
  @Id() itemId!: string;
}
