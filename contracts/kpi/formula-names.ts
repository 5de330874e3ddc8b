import { fieldDecorator, type FieldDecorator, type FieldOptions } from '../declare/field';
import { formatRule, lengthRule, textKind } from '../declare/field-rules';

export const FORMULA_NAMES_MAX = 40;
const MAX_TEXT = 1_000;

const NAMES = /^[a-z_]{1,40}@\d{1,4}(?:,[a-z_]{1,40}@\d{1,4}){0,39}$/;

/** Versions of formulas, `oee@1,nee@1`. */
export function FormulaNames(options?: FieldOptions): FieldDecorator {
  const kind = textKind(
    [lengthRule(1, MAX_TEXT), formatRule('must be formulas with their versions, as oee@1', (text) => NAMES.test(text))],
    { maxLength: MAX_TEXT, pattern: NAMES.source },
    'oee@1',
  );
  return fieldDecorator(kind, options);
}
