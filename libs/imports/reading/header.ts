import type { ImportColumn, ImportDeclaration } from '#contracts/declare/import-declaration';
import { MAX_GUESS_ABOUT, type ImportGuess } from '#contracts/imports/import-events';
import type { ColumnMapping, ImportMapping } from '#contracts/imports/import-mapping';
import { ImportFailed } from '../import-failed';
import type { FileRecord } from './records';

/** A column of the kind, and its place in the file. */
export interface PlacedColumn {
  readonly at: number;
  readonly column: ImportColumn;
  readonly said?: ColumnMapping;
}

export interface Header {
  readonly line: number;
  readonly columns: readonly PlacedColumn[];
  readonly guesses: readonly ImportGuess[];
}

/** The most records above the heading: titles, the name of a report. */
export const TITLE_RECORDS = 20;
export const MAX_FILE_COLUMNS = 200;

/**
 * Finds the heading: of the first records, the one that names the most columns.
 * @throws ImportFailed `HEADER_MISSING`, `COLUMN_MISSING`, `COLUMN_TWICE`, `TOO_MANY_COLUMNS`
 */
export function findHeader(first: readonly FileRecord[], kind: ImportDeclaration, mapping: ImportMapping): Header {
  const placed = first.map((record) => ({ record, columns: placesIn(record, kind, mapping) }));
  const best = placed.reduce<(typeof placed)[number] | undefined>(
    (a, b) => (b.columns.length > (a?.columns.length ?? 0) ? b : a),
    undefined,
  );
  if (!best) {
    const known = kind.columns.map(({ name }) => name).join(', ');
    throw new ImportFailed(
      'HEADER_MISSING',
      `None of the first records names a column; known are ${known}`.slice(0, 500),
    );
  }
  const { record, columns } = best;
  if (record.cells.length > MAX_FILE_COLUMNS)
    throw new ImportFailed('TOO_MANY_COLUMNS', 'A file has at most 200 columns');
  refuseGaps(columns, kind);
  return { line: record.line, columns, guesses: guessesOf(record, columns, { first, kind }) };
}

/** Normalises a heading: case, spaces and signs do not matter. */
function plain(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');
}

function placesIn(
  { cells }: FileRecord,
  { columns }: ImportDeclaration,
  mapping: ImportMapping,
): readonly PlacedColumn[] {
  return cells.flatMap((cell, at): PlacedColumn[] => {
    const heading = plain(cell);
    if (heading === '') return [];
    const said = mapping.columns?.find(({ header }) => plain(header) === heading);
    const column = columns.find(({ name, aliases = [] }) =>
      said ? name === said.column : [name, ...aliases].some((each) => plain(each) === heading),
    );
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

function guessesOf(
  { line, cells }: FileRecord,
  placed: readonly PlacedColumn[],
  { first, kind }: { readonly first: readonly FileRecord[]; readonly kind: ImportDeclaration },
) {
  const above = first.filter((record) => record.line < line).length;
  const reason = above > 0 ? `it names the most columns; ${above} records above it are titles` : 'it names the columns';
  const guesses: ImportGuess[] = [{ what: 'heading', value: `line ${line}`, reason }];
  for (const [at, cell] of cells.entries()) {
    if (cell.trim() === '') continue;
    const found = placed.find((each) => each.at === at);
    // A heading that no column has may be a person's name, in a file without headings.
    const isShown = found !== undefined || !kind.isPersonal;
    const what = `column ${isShown ? cell.trim() : at + 1}`.slice(0, MAX_GUESS_ABOUT);
    if (!found) guesses.push({ what, value: 'not read', reason: 'no column of this kind has this name' });
    else if (found.said) guesses.push({ what, value: found.column.name, reason: 'as the mapping says' });
    else if (cell.trim() !== found.column.name) guesses.push({ what, value: found.column.name, reason: 'by its name' });
  }
  return guesses;
}
