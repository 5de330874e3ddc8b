import { fieldDecorator, type FieldDecorator, type FieldOptions } from '../declare/field';
import { decimalKind } from '../declare/field-rules';
import { decimalUnits } from '../values/amounts';

/** Of a key figure as it is shown. */
const FIGURE_PLACES = 2;

/** A bound of a key figure: a decimal of at most 2 places, kept as text with as many. */
export function FigureValue(options?: FieldOptions): FieldDecorator {
  return fieldDecorator(decimalKind('not_negative', FIGURE_PLACES, '85.00'), options);
}

/** In hundredths. */
export function figureUnits(text: string): bigint {
  return decimalUnits(text, FIGURE_PLACES);
}
