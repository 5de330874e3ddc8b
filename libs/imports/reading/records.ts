import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { ImportFailed } from '../import-failed';

/** One record of a file: the line in which it begins, from 1, and its cells. */
export interface FileRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The longest record: an unclosed quote must not take in the rest of the file. */
const MAX_RECORD_BYTES = 64 * 1024;

interface Parsed {
  readonly info: { readonly lines: number };
  readonly record: readonly string[];
}

/** The records of a text, blank ones left out. @throws ImportFailed `QUOTE_NOT_CLOSED` with the line */
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
    quote: '"',
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_RECORD_BYTES,
    info: true,
    from_line: isSaidInFile ? 2 : 1,
  });
  const source = Readable.from(text);
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
    const reason = `The record that begins in line ${parsing} does not end within 64 KB; is a quote left open there?`;
    throw new ImportFailed('QUOTE_NOT_CLOSED', reason);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

/**
 * Some programs write separators at the end of a line, so empty cells at the end are dropped; a record of these alone
 * is blank.
 */
function withoutTrailing(cells: readonly string[]): readonly string[] {
  const last = cells.findLastIndex((cell) => cell.trim() !== '');
  return cells.slice(0, last + 1);
}
