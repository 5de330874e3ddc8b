import { quantityUnits } from '#contracts/values/amounts';
import type { Condition } from './found-exceptions';
import type { ItemWatch } from './item-watch';
import type { BalanceKey } from '../stock-ledger/timeline';

export interface LocationWatch {
  readonly isActive: boolean;
  /** The items and lots that have a balance in it. */
  readonly balances: number;
}

export const EMPTY: LocationWatch = { isActive: true, balances: 0 };

/** `net`: what a transaction moves at this location; `item`: its item before it. */
export function stockMoved(
  watch: LocationWatch,
  net: readonly (readonly [BalanceKey, bigint])[],
  item: Pick<ItemWatch, 'balances'>,
): LocationWatch {
  const more = net.reduce((sum, [key, units]) => {
    const before = quantityUnits(item.balances[key] ?? '0');
    return sum + Number(before + units !== 0n) - Number(before !== 0n);
  }, 0);
  return more === 0 ? watch : { ...watch, balances: watch.balances + more };
}

export function stockAtInactive({ isActive, balances }: LocationWatch, locationId: string): Condition[] {
  if (isActive || balances === 0) return [];
  return [{ kind: 'stock_at_inactive_location', subject: 'stock', locationId, balances }];
}
