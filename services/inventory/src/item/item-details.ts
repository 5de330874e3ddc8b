import type { UnitFactor } from '#contracts/inventory/item-events';
import type { ItemUnit } from '#contracts/inventory/item-rules';
import type { ItemDetails } from './item';

/** Cooled items are always tracked by lot. */
export function isLotTracked({ temperatureZone, lotTracked }: Pick<ItemDetails, 'temperatureZone' | 'lotTracked'>) {
  return temperatureZone === 'dry' ? lotTracked : true;
}

/** The units as recorded, with the default rounding. */
export function unitFactors(units: readonly ItemUnit[]): UnitFactor[] {
  return units.map(({ unit, factor, rounding = 'exact' }) => ({ unit, factor, rounding }));
}
