import { Choice, List, Nested, Text } from '../declare/fields';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const SEPARATORS = ['semicolon', 'comma', 'tab', 'bar'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** `comma`: 1.234,5; `point`: 1,234.5. */
export const NUMBER_FORMATS = ['comma', 'point'] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];

export const DATE_FORMATS = ['ymd', 'dmy', 'mdy'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** How one column of a file is read. */
export class ColumnMapping {
  @Text({ max: 200, description: 'The heading in the file', example: 'Artikelnummer' }) header!: string;
  @Text({ max: 64, nullable: true, description: "The kind's column; null: not read", example: 'itemNumber' })
  column!: string | null;
  @Choice(NUMBER_FORMATS, { optional: true, description: 'comma: 1.234,5; point: 1,234.5' }) numbers?: NumberFormat;
  @Choice(DATE_FORMATS, { optional: true, description: 'The order of year, month and day' }) dates?: DateFormat;
}

export const DECIMAL_SIGNS = [',', '.'] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** A person's settings for a file; missing ones are guessed. */
export class ImportMapping {
  @Choice(ENCODINGS, { optional: true }) encoding?: Encoding;
  @Choice(SEPARATORS, { optional: true }) separator?: Separator;
  @Choice(DECIMAL_SIGNS, { optional: true, description: 'Of every number, unless its column says otherwise' })
  decimal?: DecimalSign;
  @List(Nested(() => ColumnMapping), { max: 200, optional: true }) columns?: readonly ColumnMapping[];
}
