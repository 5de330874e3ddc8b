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

/** The longest record, in characters: an unclosed quote must not take in the rest of the file. */
const MAX_RECORD = 64 * 1024;

/**
 * The records of a text by RFC 4180, blank ones left out. Lines end in LF, CRLF or CR; a quote within a cell that does
 * not begin with one is a sign like any other. Records are taken from the text as it comes, since a parser that goes by
 * bytes and reports each record's place took three times as long, and held more than the rows at hand.
 * @throws ImportFailed `QUOTE_NOT_CLOSED`, `RECORD_TOO_LONG`, `NUL`, with the line
 */
export async function* recordsOf(
  text: AsyncIterable<string>,
  { character, isSaidInFile }: { readonly character: string; readonly isSaidInFile: boolean },
): AsyncGenerator<FileRecord> {
  const scanner = new RecordScanner(character);
  let skipsFirst = isSaidInFile;
  const records = function* (isEnd: boolean): Generator<FileRecord> {
    for (let record = scanner.next(isEnd); record; record = scanner.next(isEnd)) {
      const cells = withoutTrailing(record.cells);
      if (cells.length > 0 && !skipsFirst) yield { line: record.line, cells };
      skipsFirst = false;
    }
  };
  for await (const piece of text) {
    scanner.add(piece);
    yield* records(false);
  }
  yield* records(true);
}

/** A separator, or the end of a line. */
const endsOf = (separator: string) => new RegExp(`[${separator === '|' ? '\\|' : separator}\\r\\n]`, 'g');
const LINE_ENDS = /\r\n|\r|\n/g;

class RecordScanner {
  private text = '';
  /** The start of the next record, and its line. */
  private at = 0;
  private line = 1;
  private readonly ends: RegExp;

  constructor(private readonly separator: string) {
    this.ends = endsOf(separator);
  }

  add(piece: string): void {
    this.text = this.text.slice(this.at) + piece;
    this.at = 0;
    const zero = piece.indexOf('\0');
    if (zero < 0) return;
    const before = this.text.slice(0, this.text.length - piece.length + zero);
    const line = this.line + (before.match(LINE_ENDS)?.length ?? 0);
    throw new ImportFailed('NUL', `There is a zero byte in line ${line}; the file is damaged, or no text`);
  }

  /** The next record that is whole, blank ones too; `isEnd`: no text follows. */
  next(isEnd: boolean): { readonly line: number; readonly cells: readonly string[] } | undefined {
    const { text, line } = this;
    if (this.at >= text.length) return undefined;
    const cells: string[] = [];
    let at = this.at;
    let lines = 1;
    for (;;) {
      const cell = text[at] === '"' ? this.quoted(at, isEnd) : this.plain(at, isEnd);
      if (!cell) return undefined;
      cells.push(cell.value);
      lines += cell.lines;
      at = cell.end;
      if (text[at] !== this.separator) break;
      at++;
    }
    this.at = text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1;
    this.line += lines;
    return { line, cells };
  }

  /** Undefined where its end has not come yet. */
  private plain(from: number, isEnd: boolean): ScannedCell | undefined {
    const { text, ends } = this;
    ends.lastIndex = from;
    const found = ends.exec(text);
    const end = found ? found.index : text.length;
    // The other half of a line's end may follow.
    const isWhole = found !== null && !(text[end] === '\r' && end + 1 === text.length);
    if (!isWhole && !isEnd) return this.unended('RECORD_TOO_LONG', 'is it a text of another kind?');
    return { value: text.slice(from, end), end, lines: 0 };
  }

  private quoted(from: number, isEnd: boolean): ScannedCell | undefined {
    const { text } = this;
    let close = text.indexOf('"', from + 1);
    while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
    if (close < 0 || (close + 1 === text.length && !isEnd)) return this.unendedQuote(isEnd);
    const inner = text.slice(from + 1, close);
    const lines = inner.match(LINE_ENDS)?.length ?? 0;
    const behind = text[close + 1];
    if (behind === undefined || behind === this.separator || behind === '\n') {
      return { value: inner.replaceAll('""', '"'), end: close + 1, lines };
    }
    if (behind === '\r') {
      if (close + 2 === text.length && !isEnd) return undefined;
      return { value: inner.replaceAll('""', '"'), end: close + 1, lines };
    }
    // Text follows its quote. On one line that is a way to write; over several, a quote was left open.
    if (lines > 0) throw this.fault('QUOTE_NOT_CLOSED', 'has a quote in the wrong place; is one left open there?');
    return this.plain(from, isEnd);
  }

  private unendedQuote(isEnd: boolean): undefined {
    const asked = 'is a quote left open there?';
    if (isEnd) throw this.fault('QUOTE_NOT_CLOSED', `does not end; ${asked}`);
    return this.unended('QUOTE_NOT_CLOSED', asked);
  }

  /** More text is needed, unless there is too much already. */
  private unended(code: string, asked: string): undefined {
    if (this.text.length - this.at > MAX_RECORD) throw this.fault(code, `does not end within 64 KB; ${asked}`);
    return undefined;
  }

  private fault(code: string, what: string): ImportFailed {
    return new ImportFailed(code, `The record that begins in line ${this.line} ${what}`);
  }
}

interface ScannedCell {
  readonly value: string;
  /** The index behind it. */
  readonly end: number;
  /** The ends of lines within it. */
  readonly lines: number;
}

/**
 * Some programs write separators at the end of a line, so empty cells at the end are dropped; a record of these alone
 * is blank.
 */
export function withoutTrailing(cells: readonly Cell[]): readonly Cell[] {
  const last = cells.findLastIndex((cell) => rawText(cell).trim() !== '');
  return cells.slice(0, last + 1);
}
