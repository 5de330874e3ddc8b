import type { ImportColumn, ImportDeclaration } from '#contracts/declare/import-declaration';
import { MAX_GUESS_ABOUT, type ImportGuess } from '#contracts/imports/import-events';
import type { ColumnMapping, ImportMapping } from '#contracts/imports/import-mapping';
import { ImportFailed } from '../import-failed';
import { cellText, rawText } from './cell';
import type { FileRecord } from './records';

/** A column of the kind, and its place in the file. */
export interface PlacedColumn {
  readonly at: number;
  readonly column: ImportColumn;
  readonly said?: ColumnMapping;
}

export interface Header {
  readonly line: number;
  /** The number of its cells. */
  readonly width: number;
  /** Its headings are those of our own table of these things, in its order. */
  readonly isOwnTable: boolean;
  readonly columns: readonly PlacedColumn[];
  readonly guesses: readonly ImportGuess[];
}

/** The most records above the heading: titles, the name of a report. */
export const TITLE_RECORDS = 20;
export const MAX_FILE_COLUMNS = 200;

/**
 * Finds the heading: of the first records, the one that names the most columns, unless the mapping names its line.
 * @throws ImportFailed `HEADER_MISSING`, `COLUMN_MISSING`, `COLUMN_TWICE`, `TOO_MANY_COLUMNS`
 */
export function findHeader(first: readonly FileRecord[], kind: ImportDeclaration, mapping: ImportMapping): Header {
  const { headingLine } = mapping;
  const candidates = headingLine === undefined ? first : first.filter(({ line }) => line === headingLine);
  const placed = candidates.map((record) => ({ record, columns: placesIn(record, kind, mapping) }));
  const best = placed.reduce<(typeof placed)[number] | undefined>(
    (a, b) => (b.columns.length > (a?.columns.length ?? 0) ? b : a),
    undefined,
  );
  if (!best) {
    const known = kind.columns.map(({ name }) => name).join(', ');
    const where = headingLine === undefined ? 'None of the first records' : `No record in line ${headingLine}`;
    throw new ImportFailed('HEADER_MISSING', `${where} names a column; known are ${known}`.slice(0, 500));
  }
  const { record, columns } = best;
  if (record.cells.length > MAX_FILE_COLUMNS)
    throw new ImportFailed('TOO_MANY_COLUMNS', 'A file has at most 200 columns');
  refuseGaps(columns, kind);
  const said = headingLine === undefined ? undefined : 'as the mapping says';
  return {
    line: record.line,
    width: record.cells.length,
    isOwnTable: isOwnTable(record, kind),
    columns,
    guesses: [...guessesOf(record, columns, { first, kind, said }), ...unusedMappings(record, mapping)],
  };
}

function isOwnTable({ cells }: Pick<FileRecord, 'cells'>, { ownTable }: ImportDeclaration): boolean {
  const own = ownTable?.() ?? [];
  return own.length > 0 && own.length === cells.length && own.every((name, at) => name === cells[at]);
}

/** Normalises a heading: case, spaces and signs do not matter. */
function plain(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function placesIn({ cells }: FileRecord, kind: ImportDeclaration, mapping: ImportMapping): readonly PlacedColumn[] {
  // In our own table a name that is like a column's is another field: `barcode` is the first of `barcodes`.
  const isOwn = isOwnTable({ cells }, kind);
  return cells.flatMap((cell, at): PlacedColumn[] => {
    const heading = plain(rawText(cell));
    if (heading === '') return [];
    const said = mapping.columns?.find(({ header }) => plain(header) === heading);
    const column = kind.columns.find(({ name, aliases = [] }) => {
      if (said) return name === said.column;
      return isOwn ? name === cell : [name, ...aliases].some((each) => plain(each) === heading);
    });
    return column ? [{ at, column, ...(said && { said }) }] : [];
  });
}

function refuseGaps(placed: readonly PlacedColumn[], { columns }: ImportDeclaration): void {
  const missing = columns.find(
    ({ isRequired, name }) => isRequired && !placed.some(({ column }) => column.name === name),
  );
  if (missing) throw new ImportFailed('COLUMN_MISSING', `The file has no column for ${missing.name}`);
  const names = placed.map(({ column }) => column.name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined)
    throw new ImportFailed('COLUMN_TWICE', `Two columns of the file are ${twice}; map one to null`);
}

/** Of headings that the file does not have: a saved mapping may be for several files. */
function unusedMappings({ cells }: FileRecord, { columns = [] }: ImportMapping): readonly ImportGuess[] {
  const headings = new Set(cells.map((cell) => plain(rawText(cell))));
  return columns
    .filter(({ header }) => !headings.has(plain(header)))
    .map(({ header }) => ({
      what: `mapping of ${header}`.slice(0, MAX_GUESS_ABOUT),
      value: 'not used',
      reason: 'no heading of the file has this name',
    }));
}

function guessesOf(
  { line, cells }: FileRecord,
  placed: readonly PlacedColumn[],
  {
    first,
    kind,
    said,
  }: { readonly first: readonly FileRecord[]; readonly kind: ImportDeclaration; readonly said: string | undefined },
) {
  const above = first.filter((record) => record.line < line).length;
  const titles = above > 0 ? `; what stands above it (${above}) is not read` : '';
  const reason = `${said ?? (above > 0 ? 'it names the most columns' : 'it names the columns')}${titles}`;
  const guesses: ImportGuess[] = [{ what: 'headingLine', value: String(line), reason }];
  for (const [at, each] of cells.entries()) {
    const cell = cellText(each);
    if (cell === '') continue;
    const found = placed.find((one) => one.at === at);
    // A heading that no column has may be a person's name, in a file without headings.
    const isShown = found !== undefined || !kind.isPersonal;
    const what = `column ${isShown ? cell : at + 1}`.slice(0, MAX_GUESS_ABOUT);
    if (!found) guesses.push({ what, value: 'not read', reason: 'no column of this kind has this name' });
    else if (found.said) guesses.push({ what, value: found.column.name, reason: 'as the mapping says' });
    else if (cell !== found.column.name) guesses.push({ what, value: found.column.name, reason: 'by its name' });
  }
  return guesses;
}
