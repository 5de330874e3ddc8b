/** Exact arithmetic on whole numbers: ratios, and the one rounding. */

/** An exact ratio; the denominator is positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The nearest whole number of `numerator / denominator`, half away from zero. The denominator is positive. */
export function rounded(numerator: bigint, denominator: bigint): bigint {
  const twice = 2n * (numerator < 0n ? -numerator : numerator) + denominator;
  const whole = twice / (2n * denominator);
  return numerator < 0n ? -whole : whole;
}

/** `amount · fraction`, rounded once. */
export function times({ numerator, denominator }: Fraction, amount: bigint): bigint {
  return rounded(numerator * amount, denominator);
}
