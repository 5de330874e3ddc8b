/**
 * Shares a whole number out by weights, in whole steps, so that the parts sum to it: each gets its share rounded down, and
 * the steps that are left go to the largest remainders, of equal ones to the first. Weights are not negative; where all are
 * zero, the first part takes everything. What does not fill a step goes to the largest weight.
 */
export function sharedOut(total: bigint, weights: readonly bigint[], step = 1n): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) return weights.map((_, at) => (at === 0 ? total : 0n));
  const steps = total / step;
  const parts = weights.map((weight) => (steps * weight) / whole);
  const left = Number(steps - parts.reduce((sum, part) => sum + part, 0n));
  const byRemainder = weights
    .map((weight, at) => ({ at, weight, remainder: (steps * weight) % whole }))
    .toSorted((one, other) => descending(one.remainder, other.remainder) || one.at - other.at);
  for (const { at } of byRemainder.slice(0, left)) parts[at] = (parts[at] as bigint) + 1n;
  const largest = byRemainder.toSorted((one, other) => descending(one.weight, other.weight) || one.at - other.at)[0];
  return parts.map((part, at) => part * step + (at === largest?.at ? total % step : 0n));
}

function descending(one: bigint, other: bigint): number {
  return one === other ? 0 : one > other ? -1 : 1;
}
