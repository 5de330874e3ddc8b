import { locationsOf, type Location } from '../location/location';
import type { PastFacts } from './past-movement';
import { commonFacts, type LedgerGiven } from './stock-facts';
import { stockHistory } from './stock-ledger';

/** Looks up the facts of a decision about the movement that the named field of a command holds. */
export function pastFacts<Field extends string>(field: Field) {
  return async (
    command: { readonly [F in Field]: string },
    given: LedgerGiven & { readonly id: string },
  ): Promise<PastFacts> => {
    const { lookup, id: itemId } = given;
    const { tenantId } = given.context;
    const [common, { state: history }, { byId }] = await Promise.all([
      commonFacts(itemId, given),
      lookup.state(stockHistory, tenantId, itemId),
      locationsOf(tenantId, lookup),
    ]);
    const moved = history.transactions.get(history.ofMovement.get(command[field]) ?? '')?.movements ?? [];
    const locations = new Map<string, Location>();
    for (const { locationId } of moved) {
      const found = byId.get(locationId);
      if (found) locations.set(locationId, found);
    }
    return { ...common, history, locations };
  };
}
