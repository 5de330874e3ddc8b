import { Event, type JsonObject } from '../declare/event';
import { Choice, Code, Count, Factor, Flag, Id, List, Nested, Quantity, Text, Unit } from '../declare/fields';
import { TEMPERATURE_ZONES, type TemperatureZone } from './location-events';

export const COST_METHODS = ['moving_average', 'fifo'] as const;
export type CostMethod = (typeof COST_METHODS)[number];

/** `nearest` rounds a stock quantity of more than 3 places half away from zero; `exact` refuses it. */
export const ROUNDINGS = ['exact', 'nearest'] as const;
export type Rounding = (typeof ROUNDINGS)[number];

export const MAX_BARCODES = 10;
export const MAX_UNITS = 50;

/** A further unit in which an item is counted. */
export class UnitFactor {
  @Unit() unit!: string;
  @Factor({ description: 'Stock units in one of this unit: a decimal, or a fraction kept as such' }) factor!: string;
  @Choice(ROUNDINGS) rounding!: Rounding;
}

/** Version 1 had neither a choice of lot tracking nor cost methods: the zone decided, and all cost was averaged. */
function chooseTracking({ barcode, units, ...data }: JsonObject): JsonObject {
  return {
    ...data,
    lotTracked: data['temperatureZone'] !== 'dry',
    costMethod: 'moving_average',
    barcodes: typeof barcode === 'string' ? [barcode] : [],
    units: (units as JsonObject[]).map((each) => ({ ...each, rounding: 'exact' })),
    active: true,
  };
}

/** Everything that may change of an item. */
class ItemDescription {
  @Id() itemId!: string;
  @Code() itemNumber!: string;
  @Text({ max: 200 }) name!: string;
  @Unit({ description: 'The stock unit' }) unit!: string;
  @Text({ max: 100, nullable: true }) category!: string | null;
  @List(Code(), { max: MAX_BARCODES }) barcodes!: readonly string[];
  @Choice(TEMPERATURE_ZONES) temperatureZone!: TemperatureZone;
  @Flag() lotTracked!: boolean;
  @Quantity({ sign: 'not_negative', nullable: true }) min!: string | null;
  @Quantity({ sign: 'not_negative', nullable: true }) max!: string | null;
  @Quantity({ nullable: true }) reorderQuantity!: string | null;
  @Quantity({ nullable: true }) packSize!: string | null;
  @Count({ min: 1, max: 36_500, nullable: true }) shelfLifeDays!: number | null;
  @Flag() allowNegative!: boolean;
  @List(Nested(() => UnitFactor), { max: MAX_UNITS }) units!: readonly UnitFactor[];
  @Flag() active!: boolean;
}

@Event<ItemCreated>({
  category: 'inventory.item',
  version: 2,
  upcast: { 1: chooseTracking },
  entity: { type: 'item', id: 'itemId', label: 'itemNumber' },
  action: 'item.created',
  summary: 'An item was created',
})
export class ItemCreated extends ItemDescription {
  static readonly type = 'ItemCreated';
  @Choice(COST_METHODS) costMethod!: CostMethod;
}

/** All details as of now, changed or not: the audit trail finds the difference. */
@Event<ItemChanged>({
  category: 'inventory.item',
  version: 1,
  entity: { type: 'item', id: 'itemId', label: 'itemNumber' },
  action: 'item.changed',
  summary: 'Details of an item were changed',
})
export class ItemChanged extends ItemDescription {
  static readonly type = 'ItemChanged';
}
