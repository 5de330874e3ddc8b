import { fieldDecorator, type FieldDecorator, type FieldOptions } from '../declare/field';
import { decimalKind } from '../declare/field-rules';

/** Of a standard: a quantity of 3 places times it is exact in 9, as sums are kept. */
export const STANDARD_PLACES = 6;

/** Time or labour in one unit: a positive decimal of at most 6 places, kept as text with as many. */
export function PerUnit(options?: FieldOptions): FieldDecorator {
  return fieldDecorator(decimalKind('positive', STANDARD_PLACES, '45.000000'), options);
}
