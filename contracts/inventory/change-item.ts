import { Command } from '../declare/contract';
import { Created } from '../created';
import { Choice, Code, Count, Flag, Id, List, Nested, Quantity, Text, Unit } from '../declare/fields';
import { RequestRule } from '../declare/request-rules';
import { MAX_BARCODES, MAX_UNITS } from './item-events';
import { ItemUnit, barcodeNamedTwice, unitNamedTwice } from './item-rules';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';
import { maxBelowMin } from './stock-bounds';

const REMOVED = { optional: true, nullable: true, description: 'Null removes it' } as const;

/** The cost method has a command of its own: its change is ordered among the movements. */
@RequestRule(maxBelowMin)
@RequestRule(unitNamedTwice)
@RequestRule(barcodeNamedTwice)
@Command({
  subject: 'inventory.change-item',
  permission: 'inventory.item.manage',
  route: 'PATCH /items/{itemId}',
  status: 200,
  ifMatch: true,
  summary: 'Change details of an item',
  answers: Created,
  refuses: ['CONFLICT', 'DUPLICATE'],
})
export class ChangeItem {
  @Id() itemId!: string;
  @Code({ optional: true }) itemNumber?: string;
  @Text({ max: 200, optional: true, example: 'Flour type 550' }) name?: string;
  @Unit({ optional: true, description: 'The stock unit; not once there are movements' }) unit?: string;
  @Text({ max: 100, ...REMOVED }) category?: string | null;
  @List(Code(), { max: MAX_BARCODES, optional: true, description: 'All of them' }) barcodes?: readonly string[];
  @Choice(TEMPERATURE_ZONES, { optional: true, description: 'Not while there is stock' })
  temperatureZone?: TemperatureZone;
  @Flag({ optional: true, description: 'Not while there is stock; always true for cooler and freezer' })
  lotTracked?: boolean;
  @Quantity({ sign: 'not_negative', ...REMOVED }) min?: string | null;
  @Quantity({ sign: 'not_negative', ...REMOVED, description: 'Null removes it; at least min' }) max?: string | null;
  @Quantity(REMOVED) reorderQuantity?: string | null;
  @Quantity(REMOVED) packSize?: string | null;
  @Count({ min: 1, max: 36_500, ...REMOVED }) shelfLifeDays?: number | null;
  @Flag({ optional: true, description: 'Not switched off while a balance is negative' }) allowNegative?: boolean;
  @List(Nested(() => ItemUnit), {
    max: MAX_UNITS,
    optional: true,
    description: 'All further units; a changed factor is for later movements',
  })
  units?: readonly ItemUnit[];
  @Flag({ optional: true }) active?: boolean;
}
