import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ImportFailed } from '../import-failed';
import { rawText, type Cell } from './cell';

/** One record of a file: the line in which it begins, from 1, and its cells. */
export interface FileRecord {
  readonly line: number;
  readonly cells: readonly Cell[];
  /** Of a worksheet: the number of its cells with a formula, and whether it is not shown. */
  readonly formulas?: number;
  readonly isHidden?: boolean;
}

/** The longest record: an unclosed quote must not take in the rest of the file. */
const MAX_RECORD_BYTES = 64 * 1024;

interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/** The records of a text, blank ones left out. @throws ImportFailed `QUOTE_NOT_CLOSED`, `NUL`, with the line */
export async function* recordsOf(
  text: AsyncIterable<string>,
  { character, isSaidInFile }: { readonly character: string; readonly isSaidInFile: boolean },
): AsyncGenerator<FileRecord> {
  // The record being parsed; earlier ones may still wait in the parser.
  let parsing = isSaidInFile ? 2 : 1;
  const parser = parse({
    on_record: ((record: Parsed, { lines }: { readonly lines: number }) => {
      parsing = lines + 1;
      return record;
    }) as never,
    delimiter: character,
    // Files that were joined have several.
    record_delimiter: ['\r\n', '\n', '\r'],
    quote: '"',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    info: true,
    from_line: isSaidInFile ? 2 : 1,
  });
  const source = Readable.from(withoutZeros(text));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  let line = isSaidInFile ? 2 : 1;
  try {
    for await (const { info, record } of parser as AsyncIterable<Parsed>) {
      const cells = withoutTrailing(record);
      if (cells.length > 0) yield { line: Math.max(line, 1), cells };
      line = info.lines + 1;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw unended(parsing, error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'does not end' : 'does not end within 64 KB');
  } finally {
    source.destroy();
    parser.destroy();
  }
}

function unended(line: number, what: string): ImportFailed {
  return new ImportFailed(
    'QUOTE_NOT_CLOSED',
    `The record that begins in line ${line} ${what}; is a quote left open there?`,
  );
}

async function* withoutZeros(text: AsyncIterable<string>): AsyncGenerator<string> {
  let line = 1;
  for await (const piece of text) {
    const zero = piece.indexOf('\0');
    if (zero >= 0) {
      line += piece.slice(0, zero).split('\n').length - 1;
      throw new ImportFailed('NUL', `There is a zero byte in line ${line}; the file is damaged, or no text`);
    }
    line += linesIn(piece);
    yield piece;
  }
}

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/**
 * Some programs write separators at the end of a line, so empty cells at the end are dropped; a record of these alone
 * is blank.
 */
export function withoutTrailing(cells: readonly Cell[]): readonly Cell[] {
  const last = cells.findLastIndex((cell) => rawText(cell).trim() !== '');
  return cells.slice(0, last + 1);
}
