import type { PaymentCycle } from '#contracts/inventory/payment-events';
import { decimalUnits, scaledText } from '#contracts/values/amounts';

export interface RecurringPayment {
  readonly amount: string;
  readonly currency: string;
  readonly cycle: PaymentCycle;
}

const PLACES = 2;
/** How often a cycle comes in twelve months; what is paid once is no monthly cost. */
const TIMES_A_YEAR: Readonly<Record<PaymentCycle, bigint>> = { once: 0n, monthly: 12n, quarterly: 4n, yearly: 1n };

/** The cost of a month by currency: the sums of a year are exact, and a twelfth of each is rounded, halves up. */
export function monthlySpend(payments: readonly RecurringPayment[]) {
  const yearly = new Map<string, bigint>();
  for (const { amount, currency, cycle } of payments) {
    if (cycle === 'once') continue;
    yearly.set(currency, (yearly.get(currency) ?? 0n) + decimalUnits(amount, PLACES) * TIMES_A_YEAR[cycle]);
  }
  return [...yearly]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, units]) => ({ currency, perMonth: scaledText((units + 6n) / 12n, PLACES) }));
}
