import { isEmail } from 'class-validator';
import { CURRENCIES } from '../values/currencies';
import { MAILBOX_FAULTS, mailboxFault } from '../values/mailbox';
import { isUuid } from '../values/uuid';
import { exampleOf, fieldDecorator } from './field';
import type { FieldDecorator, FieldOptions, FieldedClass, Rule } from './field';
import {
  CONTROL,
  CONTROL_BUT_LINES,
  DAY,
  INSTANT,
  composed,
  decimalKind,
  formatRule,
  isRealTime,
  lengthRule,
  patterned,
  patternedWords,
  storable,
  textKind,
} from './field-rules';
import type { Sign } from './field-rules';

export { fieldsOf, schemaOf } from './field';
export type { Field, FieldOptions, JsonSchema } from './field';

/** A UUID, kept in lower case. */
export function Id(options?: FieldOptions): FieldDecorator {
  const rule = formatRule('must be a UUID', isUuid);
  return fieldDecorator(
    {
      ...textKind([rule], { format: 'uuid' }, '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071'),
      normalise: (text: string) => text.toLowerCase(),
      names: true,
    },
    options,
  );
}

export interface TextOptions extends FieldOptions {
  /** In characters (code points). */
  readonly max: number;
  /** Default 1, and then not only spaces. */
  readonly min?: number;
  readonly pattern?: RegExp;
  /** Allows line breaks and tabs. */
  readonly lines?: true;
}

/** Text for people, kept in NFC. Control characters are refused. */
export function Text(options: TextOptions): FieldDecorator {
  const { max, min = 1, pattern } = options;
  const control = options.lines ? CONTROL_BUT_LINES : CONTROL;
  const rules = [
    storable,
    lengthRule(min, max),
    formatRule('must not contain control characters', (text) => !control.test(text)),
  ];
  if (min > 0) rules.push(formatRule('must not be blank', (text) => text.trim() !== ''));
  if (pattern) rules.push(formatRule(`must match ${pattern.source}`, (text) => pattern.test(text)));
  const schema = { minLength: min, maxLength: max, ...(pattern && { pattern: pattern.source }) };
  return fieldDecorator(composed(textKind(rules, schema, 'text')), options);
}

/** A short name that people give a thing: an item number, a location's code, a lot's number. Case is kept. */
export const Code = patternedWords(
  /^[\p{L}\p{N}](?:[\p{L}\p{N} ._/#+-]*[\p{L}\p{N}._/#+-])?$/u,
  64,
  'must be letters, digits and . _ / # + - or single spaces inside',
  'A-1001',
);

/** Lower-case letters, digits and inner dashes: `acme-foods`. */
export const Slug = patterned(
  /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
  63,
  'must be lower-case letters, digits and inner dashes',
  'acme-foods',
);

/** A slug that names an organisation in addresses: not a reserved host or path, and not an encoded name. */
export const OrganizationSlug = patterned(
  /^(?!(?:api|www|platform|admin|app|auth|docs|health|mail|metrics|static|status|support)$)(?!..--)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/,
  63,
  'must be lower-case letters, digits and inner dashes, and not reserved like api, www, platform or xn--',
  'acme-foods',
);

/** A dotted or dashed name of the platform's own: `stock-level`, `stock.received`. */
export const Name = patterned(
  /^[A-Za-z0-9][A-Za-z0-9._:-]*$/,
  128,
  'must be letters, digits and . _ : -',
  'inventory.stock-level',
);

/** An active currency of ISO 4217. */
export function Currency(options?: FieldOptions): FieldDecorator {
  const rule = formatRule('must be a currency code of ISO 4217', (text) => CURRENCIES.has(text));
  return fieldDecorator(textKind([rule], { minLength: 3, maxLength: 3, enum: [...CURRENCIES] }, 'EUR'), options);
}

/** A unit of measure as people write it: `pcs`, `kg`, `case of 12`. */
export const Unit = patternedWords(
  /^[\p{L}\p{N}%°][\p{L}\p{N} %°./-]{0,31}$/u,
  32,
  'must be a unit of up to 32 letters and digits',
  'pcs',
);

/** An e-mail address, kept as typed. */
export function Email(options?: FieldOptions): FieldDecorator {
  const rules: Rule[] = [
    storable,
    lengthRule(3, 254),
    formatRule('must be an e-mail address', (text) => isEmail(text)),
    ...MAILBOX_FAULTS.map((fault) => formatRule(fault, (text) => mailboxFault(text) !== fault)),
  ];
  return fieldDecorator(textKind(rules, { format: 'email', minLength: 3, maxLength: 254 }, 'ada@example.com'), options);
}

/** A password or token: never logged, never stored unhashed, in no example. */
export function Secret(options: FieldOptions & { readonly max: number; readonly min?: number }): FieldDecorator {
  const { max, min = 1 } = options;
  const schema = { format: 'password', minLength: min, maxLength: max };
  const kind = textKind([storable, lengthRule(min, max)], schema, '<your long secret>');
  return fieldDecorator({ ...kind, secret: true }, options);
}

/** An IANA time zone that this runtime knows: `Europe/Berlin`. */
export function TimeZone(options?: FieldOptions): FieldDecorator {
  const known = new Set<string>();
  const isZone = (text: string) => {
    if (known.has(text)) return true;
    try {
      new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions();
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
    known.add(text);
    return true;
  };
  const named = /^[A-Za-z][A-Za-z0-9_+/-]*$/;
  const rule = formatRule('must be an IANA time zone', (text) => named.test(text) && isZone(text));
  return fieldDecorator(textKind([lengthRule(1, 64), rule], { minLength: 1, maxLength: 64 }, 'Europe/Berlin'), options);
}

/** A quantity: at most 3 places, |x| < 10^12; kept as text with 3 places. Default: positive. */
export function Quantity(options: FieldOptions & { readonly sign?: Sign } = {}): FieldDecorator {
  return fieldDecorator(decimalKind(options.sign ?? 'positive', 3, '12.500'), options);
}

/** A sum or a multiple of quantities, which may be larger than each: at most 21 digits before the point. */
export function Balance(options: FieldOptions = {}): FieldDecorator {
  return fieldDecorator(decimalKind('signed', 3, '12.500', BALANCE_DIGITS), options);
}

/** Of the column that holds it, numeric(24,3). */
const BALANCE_DIGITS = 21;

/** An amount or a cost per unit: at most `places` (4), |x| < 10^12; kept as text with as many. Default: not negative. */
export function Money(options: FieldOptions & { readonly sign?: Sign; readonly places?: number } = {}): FieldDecorator {
  const places = options.places ?? 4;
  return fieldDecorator(decimalKind(options.sign ?? 'not_negative', places, `2.${'5'.padEnd(places, '0')}`), options);
}

/** Stock units in one of another unit: a positive decimal of up to 9 places, or a fraction `"1/3"` kept as such. */
export const Factor = patterned(
  /^(?!0+(?:\.0+)?$)\d{1,9}(?:\.\d{1,9})?$|^[1-9]\d{0,8}\/[1-9]\d{0,8}$/,
  19,
  'must be a positive decimal or a fraction like 1/3, as a string',
  '12',
);

/** A moment: ISO 8601 in UTC, at most milliseconds, 1900 to 2199; kept with three decimals. */
export function Instant(options?: FieldOptions): FieldDecorator {
  const message = 'must be a time in UTC like 2026-01-31T09:30:00.000Z, from 1900 to 2199';
  const kind = textKind(
    [formatRule(message, (text) => INSTANT.test(text) && isRealTime(text))],
    { format: 'date-time', maxLength: 24, pattern: INSTANT.source },
    '2026-01-31T09:30:00.000Z',
  );
  return fieldDecorator({ ...kind, normalise: (text: string) => new Date(text).toISOString() }, options);
}

/** A day without a time, 1900 to 2199. */
export function LocalDate(options?: FieldOptions): FieldDecorator {
  const message = 'must be a date like 2026-01-31, from 1900 to 2199';
  const rule = formatRule(message, (text) => DAY.test(text) && isRealTime(`${text}T00:00:00Z`));
  return fieldDecorator(
    textKind([rule], { format: 'date', maxLength: 10, pattern: DAY.source }, '2026-01-31'),
    options,
  );
}

/** One of a closed set of words. */
export function Choice(values: readonly [string, ...string[]], options?: FieldOptions): FieldDecorator {
  const known = new Set<unknown>(values);
  return fieldDecorator(
    {
      rules: [{ code: 'CHOICE', test: (value) => known.has(value), message: `must be one of ${values.join(', ')}` }],
      schema: () => ({ type: 'string', enum: [...values] }),
      example: () => values[0],
    },
    options,
  );
}

/** True or false. */
export function Flag(options?: FieldOptions): FieldDecorator {
  return fieldDecorator(
    {
      rules: [{ code: 'TYPE', test: (value) => typeof value === 'boolean', message: 'must be true or false' }],
      schema: () => ({ type: 'boolean' }),
      example: () => true,
      fromText: (text) => (text === 'true' ? true : text === 'false' ? false : text),
    },
    options,
  );
}

export interface BoundedOptions extends FieldOptions {
  readonly min: number;
  readonly max: number;
}

const between = ({ min, max }: BoundedOptions): Rule => ({
  code: 'RANGE',
  test: (value) => Number(value) >= min && Number(value) <= max,
  message: `must be from ${min} to ${max}`,
});

/** A whole number between bounds. */
export function Count(options: BoundedOptions): FieldDecorator {
  const { min, max } = options;
  return fieldDecorator(
    {
      rules: [{ code: 'TYPE', test: Number.isSafeInteger, message: 'must be a whole number' }, between(options)],
      schema: () => ({ type: 'integer', minimum: min, maximum: max }),
      example: () => Math.min(max, Math.max(min, 1)),
      fromText: (text) => (/^-?\d{1,15}$/.test(text) ? Number(text) : text),
    },
    options,
  );
}

/** A measurement of the running system (seconds, events per second): a finite number. Never for stock or money. */
export function Measurement(options: BoundedOptions): FieldDecorator {
  const { min, max } = options;
  return fieldDecorator(
    {
      rules: [{ code: 'TYPE', test: Number.isFinite, message: 'must be a number' }, between(options)],
      schema: () => ({ type: 'number', minimum: min, maximum: max }),
      example: () => Math.min(max, Math.max(min, 1.5)),
    },
    options,
  );
}

export interface ListOptions extends FieldOptions {
  readonly max: number;
  readonly min?: number;
  /** Refuses an element that comes twice. Only for elements with one canonical form: equal ones must look equal. */
  readonly unique?: true;
}

/** A list of at most `max` elements of one kind: `@List(Id(), { max: 200 })`, `@List(Nested(() => Line), { max: 500 })`. */
export function List(of: FieldDecorator, options: ListOptions): FieldDecorator {
  const { max, min = 0, unique = false } = options;
  const element = of.kind;
  if (unique && (element.nested ?? element.normalise)) {
    throw new TypeError('repeats are found only among elements that have one form');
  }
  if (element.element) throw new TypeError('a list of lists has no rules; nest a class that holds the inner list');
  const hasCount = (value: unknown) => Array.isArray(value) && value.length >= min && value.length <= max;
  const hasNoRepeat = (value: unknown) => Array.isArray(value) && new Set(value).size === value.length;
  const noRepeat: Rule = { code: 'REPEATED', test: hasNoRepeat, message: 'must not have an element twice' };
  return fieldDecorator(
    {
      rules: [
        { code: 'TYPE', test: Array.isArray, message: 'must be a list' },
        { code: 'COUNT', test: hasCount, message: `must have ${min} to ${max} elements` },
        ...(unique ? [noRepeat] : []),
      ],
      element,
      schema: (context) => ({
        type: 'array',
        items: element.schema(context),
        ...(min > 0 && { minItems: min }),
        maxItems: max,
        ...(unique && { uniqueItems: true }),
      }),
      example: () => [element.example()],
    },
    options,
  );
}

/** An object of another class with fields. */
export function Nested(type: () => FieldedClass, options?: FieldOptions): FieldDecorator {
  return fieldDecorator(
    {
      rules: [{ code: 'TYPE', test: (value) => value instanceof type(), message: 'must be an object' }],
      nested: type,
      schema: (context) => context.nested(type()),
      example: () => exampleOf(type(), 'request'),
    },
    options,
  );
}
