import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Code, Count, Flag, List, Nested, Quantity, Text, Unit } from '../declare/fields';
import type { FieldError } from '../errors';
import { RequestRule } from '../declare/request-rules';
import { COST_METHODS, UnitFactor, type CostMethod } from './item-events';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';
import { maxBelowMin } from './stock-bounds';

/** A unit has one factor, and the stock unit has 1. */
function unitNamedTwice({ unit, units = [] }: CreateItem): FieldError | undefined {
  const names = [unit, ...units.map((other) => other.unit)];
  const again = names.findIndex((name, index) => names.indexOf(name) < index);
  if (again === -1) return undefined;
  return { pointer: `/units/${again - 1}/unit`, code: 'DUPLICATE', message: 'is named twice' };
}

@RequestRule(maxBelowMin)
@RequestRule(unitNamedTwice)
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
  @Code({ optional: true }) barcode?: string;
  @Choice(TEMPERATURE_ZONES, { optional: true, description: 'Default: dry' }) temperatureZone?: TemperatureZone;
  @Flag({ optional: true, description: 'Always true for cooler and freezer' }) lotTracked?: boolean;
  @Choice(COST_METHODS, { optional: true, description: 'Default: moving_average' }) costMethod?: CostMethod;
  @Quantity({ sign: 'not_negative', optional: true }) min?: string;
  @Quantity({ sign: 'not_negative', optional: true }) max?: string;
  @Quantity({ optional: true }) reorderQuantity?: string;
  @Quantity({ optional: true }) packSize?: string;
  @Count({ min: 1, max: 36_500, optional: true }) shelfLifeDays?: number;
  @Flag({ optional: true }) allowNegative?: boolean;
  @List(Nested(() => UnitFactor), { max: 50, optional: true }) units?: readonly UnitFactor[];
}
