/**
 * Exact decimals as whole numbers of their last place: 12.5 in 3 places is 12500n. Quantities have 3 places, money 4, and
 * prices of one unit 8. No binary float is involved.
 */
export const QUANTITY_PLACES = 3;
export const MONEY_PLACES = 4;
const PRICE_PLACES = 8;

const DECIMAL = /^(-?)(\d{1,19})(?:\.(\d{1,18}))?$/;

/** Reads decimal text into units of the last place. Throws a `RangeError` on other text and on more places. */
export function decimalUnits(text: string, places: number): bigint {
  const plain = plainUnits(text, places);
  if (plain !== undefined) return BigInt(plain);
  const match = DECIMAL.exec(text);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.replace(/0+$/, '').length > places) {
    throw new RangeError(`not a decimal of at most ${places} places`);
  }
  const units = BigInt(`${match[2]}${fraction.slice(0, places).padEnd(places, '0')}`);
  return match[1] ? -units : units;
}

const ZERO = 48;
const NINE = 57;
const POINT = 46;
/** Any number with so many digits is exact. */
const EXACT_DIGITS = 15;

/** The units of a text with all its places that is short and not negative: nearly every text that is read. */
function plainUnits(text: string, places: number): number | undefined {
  const point = text.length - places - 1;
  if (places === 0 || point < 1 || text.length > EXACT_DIGITS || text.charCodeAt(point) !== POINT) return undefined;
  let units = 0;
  for (let index = 0; index < text.length; index++) {
    if (index === point) continue;
    const code = text.charCodeAt(index);
    if (code < ZERO || code > NINE) return undefined;
    units = units * 10 + (code - ZERO);
  }
  return units;
}

/** Writes units of the last place as text, always with all places: 12500n → "12.500". */
export function scaledText(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${units < 0n ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`;
}

export const quantityUnits = (text: string): bigint => decimalUnits(text, QUANTITY_PLACES);
export const quantityText = (units: bigint): string => scaledText(units, QUANTITY_PLACES);
export const priceUnits = (text: string): bigint => decimalUnits(text, PRICE_PLACES);
