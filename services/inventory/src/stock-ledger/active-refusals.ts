import { refuse } from '#contracts/errors';
import { isActiveAt } from '../activity';
import type { StockFacts } from './stock-facts';

/** Refuses a location that was out of use at the effective moment. */
export function refuseInactiveLocation(
  { locations }: StockFacts,
  effectiveAt: string,
  ...locationIds: readonly string[]
): void {
  for (const locationId of locationIds) {
    const location = locations.get(locationId);
    if (location && !isActiveAt(location.activity, Date.parse(effectiveAt))) {
      refuse('LOCATION_INACTIVE', { locationId, moment: effectiveAt });
    }
  }
}

/** Refuses a receipt of an item that was inactive at the effective moment; what is there can still be used and moved. */
export function refuseInactiveItem({ item }: StockFacts, effectiveAt: string): void {
  if (!isActiveAt(item.activity, Date.parse(effectiveAt))) refuse('ITEM_INACTIVE', { moment: effectiveAt });
}
