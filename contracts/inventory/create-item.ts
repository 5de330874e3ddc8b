import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Code, Count, Flag, List, Nested, Quantity, Text, Unit } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { COST_METHODS, MAX_BARCODES, MAX_UNITS, type CostMethod } from './item-events';
import { ItemUnit, barcodeBesideBarcodes, barcodeNamedTwice, unitNamedTwice } from './item-rules';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';
import { maxBelowMin } from './stock-bounds';

@RequestRule(maxBelowMin)
@RequestRule(unitNamedTwice)
@RequestRule(barcodeNamedTwice)
@RequestRule(barcodeBesideBarcodes, { not: { required: ['barcode', 'barcodes'] } })
@Command({
  subject: 'inventory.create-item',
  permission: 'inventory.item.manage',
  route: 'POST /items',
  status: 201,
  location: '/items/{id}',
  summary: 'Create an item',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE'],
})
export class CreateItem {
  @Code() itemNumber!: string;
  @Text({ max: 200, example: 'Flour type 550' }) name!: string;
  @Unit({ description: 'The stock unit' }) unit!: string;
  @Text({ max: 100, optional: true }) category?: string;
  @Code({ optional: true, description: 'Short for `barcodes` of one' }) barcode?: string;
  @List(Code(), { max: MAX_BARCODES, optional: true, description: 'Each unique in the organisation' })
  barcodes?: readonly string[];
  @Choice(TEMPERATURE_ZONES, { optional: true, description: 'Default: dry' }) temperatureZone?: TemperatureZone;
  @Flag({ optional: true, description: 'Always true for cooler and freezer' }) lotTracked?: boolean;
  @Choice(COST_METHODS, { optional: true, description: 'Default: moving_average' }) costMethod?: CostMethod;
  @Quantity({ sign: 'not_negative', optional: true }) min?: string;
  @Quantity({ sign: 'not_negative', optional: true }) max?: string;
  @Quantity({ optional: true }) reorderQuantity?: string;
  @Quantity({ optional: true }) packSize?: string;
  @Count({ min: 1, max: 36_500, optional: true }) shelfLifeDays?: number;
  @Flag({ optional: true }) allowNegative?: boolean;
  @List(Nested(() => ItemUnit), { max: MAX_UNITS, optional: true }) units?: readonly ItemUnit[];
  @Flag({ optional: true, description: 'Default: true' }) active?: boolean;
}
