import { Choice, Count, Flag, List, Nested, Text, TimeZone } from '../declare/fields';

/** The code pages of files that are neither UTF-8 nor UTF-16, by their names in the WHATWG's Encoding Standard. */
export const CODE_PAGES = [
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'iso-8859-2',
  'iso-8859-15',
  'macintosh',
  'ibm866',
  'koi8-r',
  'shift_jis',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
export type CodePage = (typeof CODE_PAGES)[number];
export const DEFAULT_CODE_PAGE: CodePage = 'windows-1252';

export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', ...CODE_PAGES] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const SEPARATORS = ['semicolon', 'comma', 'tab', 'bar'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** `comma`: 1.234,5; `point`: 1,234.5. */
export const NUMBER_FORMATS = ['comma', 'point'] as const;
export type NumberFormat = (typeof NUMBER_FORMATS)[number];

export const DATE_FORMATS = ['ymd', 'dmy', 'mdy'] as const;
export type DateFormat = (typeof DATE_FORMATS)[number];

/** For a local time that the clocks show twice or skip: the instant by the offset that gives the earlier or later one. */
export const CLOCK_CHOICES = ['earlier', 'later'] as const;
export type ClockChoice = (typeof CLOCK_CHOICES)[number];

/** How one column of a file is read. */
export class ColumnMapping {
  @Text({ max: 200, description: 'The heading in the file', example: 'Artikelnummer' }) header!: string;
  @Text({ max: 64, nullable: true, description: "The kind's column; null: not read", example: 'itemNumber' })
  column!: string | null;
  @Choice(NUMBER_FORMATS, { optional: true, description: 'comma: 1.234,5; point: 1,234.5' }) numbers?: NumberFormat;
  @Choice(DATE_FORMATS, { optional: true, description: 'The order of year, month and day' }) dates?: DateFormat;
  @Choice(CLOCK_CHOICES, { optional: true, description: 'Of a local time that exists twice or not at all' })
  times?: ClockChoice;
}

export const DECIMAL_SIGNS = [',', '.'] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** The last line of a worksheet. */
export const MAX_FILE_LINE = 1_048_576;

/** A person's settings for a file; missing ones are guessed. */
export class ImportMapping {
  @Choice(ENCODINGS, { optional: true }) encoding?: Encoding;
  @Choice(SEPARATORS, { optional: true }) separator?: Separator;
  @Choice(NUMBER_FORMATS, { optional: true, description: 'Of every number, unless its column says otherwise' })
  numbers?: NumberFormat;
  @Choice(DECIMAL_SIGNS, { optional: true, description: 'The former form of numbers' })
  decimal?: DecimalSign;
  @Text({ max: 100, optional: true, description: 'The worksheet of an xlsx file', example: 'Production' })
  sheet?: string;
  @Count({ min: 1, max: MAX_FILE_LINE, optional: true, description: 'The line of the heading, from 1' })
  headingLine?: number;
  @Flag({ optional: true, description: 'Whether the last record is a totals line, which is not read' })
  totals?: boolean;
  @TimeZone({ optional: true, description: "Of local times; else the organisation's" }) timeZone?: string;
  @List(Nested(() => ColumnMapping), { max: 200, optional: true }) columns?: readonly ColumnMapping[];
}
