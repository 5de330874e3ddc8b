import type { ImportDeclaration } from '#contracts/declare/import-declaration';
import { MAX_GUESSES, MAX_IMPORT_ROWS, type ImportGuess } from '#contracts/imports/import-events';
import {
  DATE_FORMATS,
  NUMBER_FORMATS,
  type DateFormat,
  type DecimalSign,
  type Encoding,
  type ImportMapping,
  type NumberFormat,
} from '#contracts/imports/import-mapping';
import { ImportFailed } from '../import-failed';
import { cellText, cellTypeOf, type ColumnReading } from './cell-reading';
import { FormatSurvey, type ColumnFormat } from './column-format';
import { readDate } from './date-format';
import { decoded, guessEncoding, type GuessedEncoding, type Source } from './encoding';
import { TITLE_RECORDS, findHeader, type Header, type PlacedColumn } from './header';
import { readNumber } from './number-format';
import { recordsOf, type FileRecord } from './records';
import { guessSeparator, type GuessedSeparator } from './separator';

/** The format of a file: guessed once for the file and for each column, never per row. */
export interface FileReading {
  readonly encoding: GuessedEncoding;
  readonly separator: GuessedSeparator;
  readonly headerLine: number;
  readonly columns: readonly ColumnReading[];
  readonly rows: number;
  readonly guesses: readonly ImportGuess[];
}

/** A record below the heading; `record` counts from 1. */
export interface DataRecord extends FileRecord {
  readonly record: number;
}

export interface SurveyOptions {
  readonly kind: ImportDeclaration;
  readonly mapping: ImportMapping;
  /** The encoding of a file without a mark that is not UTF-8. Default windows-1252. */
  readonly codePage?: Encoding;
}

const HEAD_CHARACTERS = 64 * 1024;
/** The words that mark a totals line. */
const TOTALS = /^(?:grand )?(?:totals?|sum|summe|gesamt(?:summe)?|somme|totale?s?) *:?$/i;

/**
 * Reads the whole file once, piece by piece.
 * @throws ImportFailed for an unreadable file, or one whose numbers or dates are ambiguous
 */
export async function surveyFile(source: Source, options: SurveyOptions): Promise<FileReading> {
  const { kind, mapping, codePage = 'windows-1252' } = options;
  const encoding = await guessEncoding(source, mapping.encoding, codePage);
  const separator = guessSeparator(await headText(source, encoding), mapping.separator);
  const found = { encoding, separator };
  const header = findHeader(await firstRecords(source, found), kind, mapping);
  const surveys = header.columns.map((placed) => new ColumnSurvey(placed, kind, mapping.decimal));
  let rows = 0;
  for await (const { cells } of dataRecords(source, { ...found, headerLine: header.line })) {
    if (++rows > MAX_IMPORT_ROWS) throw new ImportFailed('TOO_MANY_ROWS', `A file has at most ${MAX_IMPORT_ROWS} rows`);
    for (const survey of surveys) survey.see(cells);
  }
  if (rows === 0) throw new ImportFailed('EMPTY', 'The file has no rows below its heading');
  const decided = surveys.map((survey) => survey.decide());
  const guesses = guessesOf(found, header, decided);
  return { ...found, headerLine: header.line, rows, columns: decided.map(({ reading }) => reading), guesses };
}

/** The records below the heading, without a totals line at the end. */
export async function* dataRecords(
  source: Source,
  { encoding, separator, headerLine }: Pick<FileReading, 'encoding' | 'separator' | 'headerLine'>,
): AsyncGenerator<DataRecord> {
  let held: DataRecord | undefined;
  for await (const each of allRecords(source, { encoding, separator })) {
    if (each.line <= headerLine) continue;
    if (held) yield held;
    held = { ...each, record: (held?.record ?? 0) + 1 };
  }
  if (held && !TOTALS.test(cellText(held.cells.find((cell) => cell.trim() !== '')))) yield held;
}

type Found = Pick<FileReading, 'encoding' | 'separator'>;

async function* allRecords(source: Source, { encoding, separator }: Found): AsyncGenerator<FileRecord> {
  yield* recordsOf(decoded(await source(), encoding), separator);
}

async function headText(source: Source, encoding: GuessedEncoding): Promise<string> {
  let head = '';
  for await (const text of decoded(await source(), encoding)) {
    head += text;
    if (head.length >= HEAD_CHARACTERS) break;
  }
  return head.slice(0, HEAD_CHARACTERS);
}

async function firstRecords(source: Source, found: Found): Promise<readonly FileRecord[]> {
  const first: FileRecord[] = [];
  for await (const each of allRecords(source, found)) {
    first.push(each);
    if (first.length > TITLE_RECORDS) break;
  }
  return first;
}

const FORMAT_OF: Readonly<Record<DecimalSign, NumberFormat>> = { ',': 'comma', '.': 'point' };

interface DecidedColumn {
  readonly reading: ColumnReading;
  readonly guess?: ImportGuess;
}

/** The evidence of one column's cells about its format. */
class ColumnSurvey {
  private readonly type;
  private readonly numbers: FormatSurvey<NumberFormat>;
  private readonly dates: FormatSurvey<DateFormat>;

  constructor(
    private readonly placed: PlacedColumn,
    private readonly kind: ImportDeclaration,
    private readonly decimal: DecimalSign | undefined,
  ) {
    const { column } = placed;
    this.type = cellTypeOf(column.kind);
    this.numbers = new FormatSurvey(column.name, [...NUMBER_FORMATS], readNumber);
    this.dates = new FormatSurvey(column.name, [...DATE_FORMATS], readDate);
  }

  see(cells: readonly string[]): void {
    if (this.type !== 'number' && this.type !== 'date') return;
    const text = cellText(cells[this.placed.at]);
    if (text !== '') (this.type === 'number' ? this.numbers : this.dates).see(text);
  }

  /** @throws ImportFailed `NUMBER_AMBIGUOUS`, `DATE_AMBIGUOUS` */
  decide(): DecidedColumn {
    const { at, column, said } = this.placed;
    const { type } = this;
    const isPlain = this.kind.statesNumbers ?? false;
    const stated = said?.numbers ?? (this.decimal && FORMAT_OF[this.decimal]);
    const numbers = isPlain ? { format: stated ?? 'point' } : this.numbers.decide(stated);
    const dates = this.dates.decide(said?.dates);
    const decided: ColumnFormat<string> | undefined = type === 'number' ? numbers : type === 'date' ? dates : undefined;
    if (decided?.ambiguous) {
      const code = type === 'date' ? 'DATE_AMBIGUOUS' : 'NUMBER_AMBIGUOUS';
      throw ambiguous(column.name, code, { ...decided.ambiguous, ...(this.kind.isPersonal && { example: 'A cell' }) });
    }
    const reading = { at, column, type, numbers: numbers.format, isPlain, dates: dates.format };
    return { reading, ...(decided?.guess && { guess: decided.guess }) };
  }
}

function ambiguous(
  name: string,
  code: string,
  { example, readings }: NonNullable<ColumnFormat<string>['ambiguous']>,
): ImportFailed {
  const reason = `${example.slice(0, 50)} in column ${name} can be ${readings.join(' or ')}; the mapping must say which`;
  return new ImportFailed(code, reason);
}

function guessesOf(
  { encoding, separator }: Found,
  header: Header,
  decided: readonly DecidedColumn[],
): readonly ImportGuess[] {
  const formats = decided.flatMap(({ guess }) => (guess ? [guess] : []));
  return [encoding.guess, separator.guess, ...header.guesses, ...formats].slice(0, MAX_GUESSES);
}
