/**
 * Exact decimals as whole numbers of their last place: 12.5 in 3 places is 12500n. Quantities have 3 places, unit costs
 * and money 4. Nothing passes through a binary float.
 */
export const QUANTITY_PLACES = 3;

const DECIMAL = /^(-?)(\d{1,19})(?:\.(\d{1,18}))?$/;

/** Reads decimal text into units of the last place. Throws a `RangeError` on other text and on more places. */
export function decimalUnits(text: string, places: number): bigint {
  const match = DECIMAL.exec(text);
  const fraction = match?.[3] ?? '';
  if (!match || fraction.replace(/0+$/, '').length > places) {
    throw new RangeError(`not a decimal of at most ${places} places`);
  }
  const units = BigInt(`${match[2]}${fraction.slice(0, places).padEnd(places, '0')}`);
  return match[1] ? -units : units;
}

/** Writes units of the last place as text, always with all places: 12500n → "12.500". */
export function decimalText(units: bigint, places: number): string {
  const digits = (units < 0n ? -units : units).toString().padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  return `${units < 0n ? '-' : ''}${whole}${places ? `.${digits.slice(-places)}` : ''}`;
}

export const quantityUnits = (text: string): bigint => decimalUnits(text, QUANTITY_PLACES);
export const quantityText = (units: bigint): string => decimalText(units, QUANTITY_PLACES);
