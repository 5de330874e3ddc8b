/** Exact decimals as text: no binary floats on the way. */

const DECIMAL = /^-?\d+(?:\.\d+)?$/;

/** Digits before the point of a quantity or an amount of money: |x| < 10^12. */
export const INTEGER_DIGITS = 12;

export interface Decimal {
  readonly negative: boolean;
  /** Without leading zeros: `0` has none. */
  readonly integer: string;
  /** Without trailing zeros. */
  readonly fraction: string;
}

/**
 * Reads a decimal from a JSON string or number: digits, at most one point, an optional minus. No exponent, no plus
 * sign, no space, no NaN. A number is read from its shortest text, which is the client's text up to 15 digits.
 */
export function readDecimal(value: unknown): Decimal | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > 64 || !DECIMAL.test(text)) return undefined;
  const negative = text.startsWith('-');
  const point = text.indexOf('.');
  const integer = text.slice(negative ? 1 : 0, point < 0 ? undefined : point).replace(/^0+/, '');
  const fraction = point < 0 ? '' : text.slice(point + 1).replace(/0+$/, '');
  return { negative: negative && (integer !== '' || fraction !== ''), integer, fraction };
}

/** The canonical text with exactly `places` places: `12.5` → `12.500`. There is no negative zero. */
export function decimalText(decimal: Decimal, places: number): string {
  const integer = decimal.integer === '' ? '0' : decimal.integer;
  const fraction = decimal.fraction.padEnd(places, '0');
  return `${decimal.negative ? '-' : ''}${integer}${places > 0 ? `.${fraction}` : ''}`;
}

export function isZero(decimal: Decimal): boolean {
  return decimal.integer === '' && decimal.fraction === '';
}
