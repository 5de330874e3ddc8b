import type { ImportDeclaration } from '#contracts/declare/import-declaration';
import { MAX_GUESSES, MAX_IMPORT_ROWS, type ImportGuess } from '#contracts/imports/import-events';
import type { CodePage, ImportMapping } from '#contracts/imports/import-mapping';
import { ImportFailed } from '../import-failed';
import { cellText } from './cell';
import type { ColumnReading } from './cell-reading';
import { ColumnSurvey } from './column-survey';
import type { Source } from './encoding';
import { guessFormat, recordsIn, type FileFormat } from './file-format';
import { TITLE_RECORDS, findHeader } from './header';
import type { FileRecord } from './records';

/** The format of a file: guessed once for the file and for each column, never per row. */
export interface FileReading {
  readonly format: FileFormat;
  readonly headerLine: number;
  /** The line of a totals line, which is not read; `Infinity` without one. */
  readonly endLine: number;
  /** The most cells of a record: more of them were cut at a separator within a text. `Infinity` for a workbook. */
  readonly width: number;
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
  readonly codePage?: CodePage | undefined;
  /** IANA: of local times. Default UTC. */
  readonly timeZone?: string | undefined;
}

/** The words that mark a totals line. */
const TOTALS = /^(?:grand )?(?:totals?|sum|summe|gesamt(?:summe)?|somme|totale?s?) *:?$/i;

/**
 * Reads the whole file once, piece by piece.
 * @throws ImportFailed for an unreadable file, or one whose numbers or dates are ambiguous, with the guesses until then
 */
export async function surveyFile(source: Source, options: SurveyOptions): Promise<FileReading> {
  const guesses: ImportGuess[] = [];
  try {
    return await surveyed(source, options, guesses);
  } catch (error) {
    if (error instanceof ImportFailed) error.guesses = guesses.slice(0, MAX_GUESSES);
    throw error;
  }
}

/** `guesses` gets them as they are made. */
async function surveyed(source: Source, options: SurveyOptions, guesses: ImportGuess[]): Promise<FileReading> {
  const { kind, mapping, codePage, timeZone = 'UTC' } = options;
  const format = await guessFormat(source, mapping, { codePage, isPersonal: kind.isPersonal ?? false }, guesses);
  const header = findHeader(await firstRecords(source, format, mapping.headingLine), kind, mapping);
  guesses.push(...header.guesses);
  // A spreadsheet whose language has other numbers writes another separator.
  const isOwnTable = header.isOwnTable && (format.type === 'xlsx' || format.separator.character === ',');
  const surveys = header.columns.map((placed) => new ColumnSurvey(placed, { kind, mapping, isOwnTable, timeZone }));
  const { rows, last, notes } = await surveyRows(source, { format, headerLine: header.line, surveys, mapping });
  const totals = totalsLine(last, mapping.totals);
  const decided = surveys.map((survey) => survey.decide());
  guesses.push(...(totals ? [totals.guess] : []), ...notes, ...decided.flatMap((each) => each.guesses));
  for (const { ambiguous } of decided) if (ambiguous) throw ambiguous;
  return {
    format,
    headerLine: header.line,
    width: format.type === 'csv' ? header.width : Number.POSITIVE_INFINITY,
    endLine: totals ? totals.line : Number.POSITIVE_INFINITY,
    rows,
    columns: decided.map(({ reading }) => reading),
    guesses: guesses.slice(0, MAX_GUESSES),
  };
}

interface RowsSurveyed {
  readonly rows: number;
  readonly last: FileRecord | undefined;
  readonly notes: readonly ImportGuess[];
}

/** Shows every row to the columns, but for a totals line at the end. */
async function surveyRows(
  source: Source,
  of: Pick<FileReading, 'format' | 'headerLine'> & {
    readonly surveys: readonly ColumnSurvey[];
    readonly mapping: ImportMapping;
  },
): Promise<RowsSurveyed> {
  let [rows, formulas, hidden] = [0, 0, 0];
  let last: FileRecord | undefined;
  const see = (record: FileRecord) => {
    const { formulas: some = 0, isHidden = false } = record;
    if (++rows > MAX_IMPORT_ROWS) throw new ImportFailed('TOO_MANY_ROWS', `A file has at most ${MAX_IMPORT_ROWS} rows`);
    formulas += some;
    if (isHidden) hidden++;
    for (const survey of of.surveys) survey.see(record);
  };
  for await (const each of recordsIn(source, of.format)) {
    if (each.line <= of.headerLine) continue;
    if (last) see(last);
    last = each;
  }
  if (last && !totalsLine(last, of.mapping.totals)) see(last);
  if (rows === 0) throw new ImportFailed('EMPTY', 'The file has no rows below its heading');
  const notes: ImportGuess[] = [];
  if (formulas > 0) notes.push({ what: 'formulas', value: `${formulas} cells`, reason: 'their last results are read' });
  if (hidden > 0) notes.push({ what: 'hidden rows', value: `${hidden} rows`, reason: 'they are read as well' });
  return { rows, last, notes };
}

/** The last record, if it holds totals. */
function totalsLine(last: FileRecord | undefined, said: boolean | undefined) {
  if (!last || said === false) return undefined;
  const first = cellText(last.cells.find((cell) => cellText(cell) !== ''));
  if (said !== true && !TOTALS.test(first)) return undefined;
  const why = said ? 'as the mapping says' : `it begins with ${first}`;
  const reason = `line ${last.line} is not read: ${why}`;
  return { line: last.line, guess: { what: 'totals', value: 'true', reason } };
}

/** The records below the heading, without a totals line at the end. */
export async function* dataRecords(
  source: Source,
  { format, headerLine, endLine }: Pick<FileReading, 'format' | 'headerLine' | 'endLine'>,
): AsyncGenerator<DataRecord, void> {
  let record = 0;
  for await (const each of recordsIn(source, format)) {
    if (each.line <= headerLine || each.line >= endLine) continue;
    record++;
    yield { ...each, record };
  }
}

async function firstRecords(
  source: Source,
  format: FileFormat,
  headingLine: number | undefined,
): Promise<readonly FileRecord[]> {
  const first: FileRecord[] = [];
  for await (const each of recordsIn(source, format)) {
    if (first.length <= TITLE_RECORDS || each.line === headingLine) first.push(each);
    if (headingLine === undefined ? first.length > TITLE_RECORDS : each.line >= headingLine) break;
  }
  return first;
}
