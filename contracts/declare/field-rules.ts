import { INTEGER_DIGITS, decimalText, isZero, readDecimal } from '../values/decimal';
import type { Decimal } from '../values/decimal';
import { fieldDecorator } from './field';
import type { FieldDecorator, FieldKind, FieldOptions, Rule } from './field';

/** U+0000 (no Postgres text holds it) and halves of surrogate pairs (no UTF-8 holds them). */
const UNSTORABLE = /[\0\p{Surrogate}]/u;
export const CONTROL = /[\u0001-\u001f\u007f]/;
export const CONTROL_BUT_LINES = /[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const isString: Rule = { code: 'TYPE', test: (value) => typeof value === 'string', message: 'must be a string' };

export function formatRule(message: string, test: (text: string) => boolean): Rule {
  return { code: 'FORMAT', test: (value) => typeof value === 'string' && test(value), message };
}

/** Text that every store and wire can hold. */
export const storable = formatRule('must not contain U+0000 or unpaired surrogates', (text) => !UNSTORABLE.test(text));

export function lengthRule(min: number, max: number): Rule {
  const message = min === max ? `must have ${max} characters` : `must have ${min} to ${max} characters`;
  return { code: 'LENGTH', test: (value) => hasLength(value as string, min, max), message };
}

/** Counts code points, as JSON Schema does, but only when the number of UTF-16 units does not settle it. */
function hasLength(text: string, min: number, max: number): boolean {
  if (text.length < min || text.length > 2 * max) return false;
  if (text.length <= max && text.length >= 2 * min) return true;
  const points = text.replaceAll(/[\ud800-\udbff][\udc00-\udfff]/g, '.').length;
  return points >= min && points <= max;
}

export const textKind = (rules: readonly Rule[], schema: object, example: string): FieldKind => ({
  rules: [isString, ...rules],
  schema: () => ({ type: 'string', ...schema }),
  example: () => example,
});

/**
 * Text of people, kept in one form of its letters (NFC). The form that is kept has to keep the rules too: the service
 * checks it after the gateway, and a few letters grow.
 */
export function composed(kind: FieldKind): FieldKind {
  const rules = kind.rules.map((rule) => ({
    ...rule,
    test: (value: unknown, of?: object) => rule.test(value, of) && (isPlain(value) || rule.test(nfc(value), of)),
  }));
  return { ...kind, rules, normalise: (text: string) => (isPlain(text) ? text : nfc(text)) };
}

function isPlain(value: unknown): value is string {
  return typeof value !== 'string' || PLAIN.test(value);
}

/** No character below U+0300 has another form in NFC. */
const PLAIN = /^[\0-\u02ff]*$/;

function nfc(value: unknown): string {
  return (value as string).normalize('NFC');
}

/** Makes the decorator of a kind of text that one pattern describes. */
export function patterned(pattern: RegExp, max: number, message: string, example: string) {
  const kind = textKind(
    [lengthRule(1, max), formatRule(message, (text) => pattern.test(text))],
    { maxLength: max, pattern: pattern.source },
    example,
  );
  return (options?: FieldOptions): FieldDecorator => fieldDecorator(kind, options);
}

/** The same of people's words: kept in NFC. */
export function patternedWords(...[pattern, max, message, example]: Parameters<typeof patterned>) {
  const { kind } = patterned(pattern, max, message, example)();
  return (options?: FieldOptions): FieldDecorator => fieldDecorator(composed(kind), options);
}

/** `positive` > 0, `not_negative` ≥ 0, `signed` any, `not_zero` any but 0. */
export type Sign = 'positive' | 'not_negative' | 'signed' | 'not_zero';

const SIGN: Readonly<Record<Sign, { readonly holds: (decimal: Decimal) => boolean; readonly words: string }>> = {
  positive: { holds: (decimal) => !decimal.negative && !isZero(decimal), words: 'must be more than 0' },
  not_negative: { holds: (decimal) => !decimal.negative, words: 'must be 0 or more' },
  signed: { holds: () => true, words: '' },
  not_zero: { holds: (decimal) => !isZero(decimal), words: 'must not be 0' },
};

/** Decimals of at most so many places, kept as text with exactly as many. */
export function decimalKind(sign: Sign, places: number, example: string, digits = INTEGER_DIGITS): FieldKind {
  const when = (test: (decimal: Decimal) => boolean) => (value: unknown) => {
    const decimal = readDecimal(value);
    return decimal !== undefined && test(decimal);
  };
  const minus = sign === 'signed' || sign === 'not_zero' ? '-?' : '';
  const shape = `${minus}\\d{1,${digits}}(\\.\\d{1,${places}})?$`;
  const mayBeZero = sign === 'signed' || sign === 'not_negative';
  const taken = mayBeZero ? `^${shape}` : `^(?!-?0+(\\.0+)?$)${shape}`;
  const given = `^${minus}\\d{1,${digits}}\\.\\d{${places}}$`;
  const asDeclared = new RegExp(`^${shape}`);
  const rules: Rule[] = [
    { code: 'FORMAT', test: when(() => true), message: 'must be a decimal, as a string like "12.5" or a number' },
    {
      code: 'SCALE',
      test: (value) => (String(value).split('.')[1]?.length ?? 0) <= places,
      message: `must have at most ${places} places`,
    },
    { code: 'RANGE', test: when(({ integer }) => integer.length <= digits), message: `must be below 10^${digits}` },
    { code: 'RANGE', test: when(SIGN[sign].holds), message: SIGN[sign].words },
    {
      code: 'FORMAT',
      test: (value) => asDeclared.test(String(value)),
      message:
        minus === ''
          ? `must have no sign and at most ${digits} digits`
          : `must have at most ${digits} digits before the point`,
    },
  ];
  return {
    rules,
    schema: ({ use }) =>
      use === 'answer'
        ? { type: 'string', pattern: given }
        : { type: ['string', 'number'], pattern: taken, ...bounds(sign, digits) },
    example: () => example,
    normalise: (value: unknown) => decimalText(readDecimal(value) as Decimal, places),
  };
}

function bounds(sign: Sign, digits: number): object {
  const limit = 10 ** digits;
  if (sign === 'positive') return { exclusiveMinimum: 0, exclusiveMaximum: limit };
  if (sign === 'not_negative') return { minimum: 0, exclusiveMaximum: limit };
  const within = { exclusiveMinimum: -limit, exclusiveMaximum: limit };
  return sign === 'not_zero' ? { ...within, not: { const: 0 } } : within;
}

export const INSTANT = /^(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,3})?Z$/;
export const DAY = /^(?:19|20|21)\d\d-\d\d-\d\d$/;

/** Rows of a file often name one date: it is tried once. */
let lastReal: string | undefined;

/** The text names an existing moment: no 30 February, no hour 24. */
export function isRealTime(text: string): boolean {
  if (text === lastReal) return true;
  const time = Date.parse(text);
  const isReal = !Number.isNaN(time) && new Date(time).toISOString().slice(0, 19) === text.slice(0, 19);
  if (isReal) lastReal = text;
  return isReal;
}
