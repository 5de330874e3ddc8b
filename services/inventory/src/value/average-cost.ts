import { quantityUnits } from '#contracts/values/amounts';
import { rounded } from '#contracts/values/fraction';
import { moneyText, moneyUnits } from './movement-value';

/** Thousandths in one. */
const ONE = 1000n;

/** Value / on hand, to be shown; null where there is nothing on hand. */
export function averageCost(onHand: string, value: string): string | null {
  const quantity = quantityUnits(onHand);
  if (quantity === 0n) return null;
  const sign = quantity < 0n ? -1n : 1n;
  return moneyText(rounded(sign * moneyUnits(value) * ONE, sign * quantity));
}
