import { Choice, Factor, Unit } from '../declare/fields';
import type { FieldError } from '../errors';
import { foldedText } from '../values/text-folding';
import { ROUNDINGS, type Rounding } from './item-events';

/** A further unit, as a request says it. */
export class ItemUnit {
  @Unit() unit!: string;
  @Factor({ description: 'Stock units in one of this unit: a decimal, or a fraction kept as such' }) factor!: string;
  @Choice(ROUNDINGS, {
    optional: true,
    description: 'Of a stock quantity that does not come out to 3 places. Default: exact, which refuses it',
  })
  rounding?: Rounding;
}

/** A unit has one factor, and the stock unit has 1. In a change without the stock unit, the present one is checked later. */
export function unitNamedTwice({
  unit,
  units = [],
}: {
  readonly unit?: string;
  readonly units?: readonly { readonly unit: string }[];
}): FieldError | undefined {
  const again = units.findIndex(
    (each, index) => each.unit === unit || units.findIndex((other) => other.unit === each.unit) < index,
  );
  if (again === -1) return undefined;
  return { pointer: `/units/${again}/unit`, code: 'DUPLICATE', message: 'is named twice' };
}

/** A barcode is given once, in any case. */
export function barcodeNamedTwice({
  barcodes = [],
}: {
  readonly barcodes?: readonly string[];
}): FieldError | undefined {
  const folded = barcodes.map(foldedText);
  const again = folded.findIndex((barcode, index) => folded.indexOf(barcode) < index);
  if (again === -1) return undefined;
  return { pointer: `/barcodes/${again}`, code: 'DUPLICATE', message: 'is given twice' };
}

/** `barcode` is short for a list of one. */
export function barcodeBesideBarcodes({
  barcode,
  barcodes,
}: {
  readonly barcode?: string;
  readonly barcodes?: readonly string[];
}): FieldError | undefined {
  if (barcode === undefined || barcodes === undefined) return undefined;
  return { pointer: '/barcode', code: 'UNKNOWN', message: 'goes without barcodes' };
}
