import { Choice, Count, Flag, Id, Instant, List, Name, Nested, Text } from '../declare/fields';
import { ImportGuess, KeptRow, IMPORT_MODES, MAX_GUESSES, MAX_IMPORT_ROWS, type ImportMode } from './import-events';

export const IMPORT_STATUSES = ['reading', 'dry_run', 'running', 'done', 'failed', 'reverted'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

const rows = { min: 0, max: MAX_IMPORT_ROWS } as const;

/** The state of an import. The counts are those of its last pass: of the dry run, then of the run. */
export class ListedImport {
  @Id() id!: string;
  @Name({ example: 'items' }) kind!: string;
  @Choice(IMPORT_STATUSES) status!: ImportStatus;
  @Choice(IMPORT_MODES) mode!: ImportMode;
  @Flag() dryRun!: boolean;
  @Count(rows) rows!: number;
  @Count(rows) created!: number;
  @Count(rows) changed!: number;
  @Count(rows) unchanged!: number;
  @Count(rows) bad!: number;
  @Count({ min: 0, max: 100, description: 'Of the pass that is under way, in percent' }) progress!: number;
  @Count({ ...rows, description: 'Taken back' }) undone!: number;
  @Name({ nullable: true, example: 'DATE_AMBIGUOUS', description: 'Why it failed' }) code!: string | null;
  @Text({ max: 500, nullable: true }) reason!: string | null;
  @Instant() createdAt!: string;
  @Instant() updatedAt!: string;
}

/** An import with all that is known of it; a list leaves out the guesses and the rows that were kept. */
export class ImportDetails extends ListedImport {
  @List(Nested(() => ImportGuess), { max: MAX_GUESSES }) guesses!: readonly ImportGuess[];
  @List(Nested(() => KeptRow), { max: 1_000, description: 'Not taken back, at most the first 1,000' })
  kept!: readonly KeptRow[];
}
