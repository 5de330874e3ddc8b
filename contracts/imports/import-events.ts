import { Event } from '../declare/event';
import { Choice, Count, Flag, Id, List, Name, Nested, Text, TimeZone } from '../declare/fields';
import { CODE_PAGES, ImportMapping, type CodePage } from './import-mapping';

/**
 * A batch of rows from a file is one stream, `imports.batch`. It holds the progress of the batch and the result of each
 * row, so a replica that takes over continues where the one before stopped.
 */

export const MAX_IMPORT_ROWS = 100_000;
/** Rows per checkpoint: few enough that the event stays far below the log's limit, whatever the rows hold. */
export const CHUNK_ROWS = 200;
/** The longest value shown in a fault or a change. */
const SHOWN = 200;
/** Guesses of one import: on the file, and on each of its columns and the kind's. */
export const MAX_GUESSES = 300;
/** The longest name of what a guess is about, in characters. */
export const MAX_GUESS_ABOUT = 128;
const MAX_REVISION = 1e15;

export const IMPORT_MODES = ['all_or_nothing', 'skip_bad'] as const;
export type ImportMode = (typeof IMPORT_MODES)[number];

/** `check` decides without recording; `run` carries out; `undo` takes a run back. */
export const IMPORT_PASSES = ['check', 'run'] as const;
export type ImportPass = (typeof IMPORT_PASSES)[number];

/** A guess about the file, with its reason. */
export class ImportGuess {
  @Text({ max: MAX_GUESS_ABOUT, example: 'separator' }) what!: string;
  @Text({ max: 100, example: 'semicolon' }) value!: string;
  @Text({ max: 200, example: 'the same count of ; in 20 of the first 20 records' }) reason!: string;
}

/**
 * Why a row is bad. `record` counts the rows below the heading from 1, `line` the lines of the file. The value is null
 * for a kind of personal data.
 */
export class ImportFault {
  @Count({ min: 0, max: 1e9 }) record!: number;
  @Count({ min: 0, max: 1e9 }) line!: number;
  @Text({ max: 64, nullable: true, example: 'min' }) column!: string | null;
  @Text({ max: SHOWN, min: 0, lines: true, nullable: true, example: 'many' }) value!: string | null;
  @Name({ example: 'FORMAT' }) code!: string;
  @Text({ max: 500, example: 'must be a decimal' }) reason!: string;
}

/** A field's old and new value; both are null for a kind of personal data. */
export class FieldChange {
  @Text({ max: 64, example: 'name' }) field!: string;
  @Text({ max: SHOWN, min: 0, lines: true, nullable: true, example: 'Flour' }) from!: string | null;
  @Text({ max: SHOWN, min: 0, lines: true, nullable: true, example: 'Flour type 550' }) to!: string | null;
}

/** The effect of one row. */
export class RowEffect {
  @Count({ min: 0, max: 1e9 }) record!: number;
  @Choice(['created', 'changed']) outcome!: 'created' | 'changed';
  /** The id of the thing; null if its creation was only checked. */
  @Id({ nullable: true }) id!: string | null;
  /** The revision at which the thing was left; null if it was only checked. */
  @Count({ min: 0, max: MAX_REVISION, nullable: true }) revision!: number | null;
  @List(Nested(() => FieldChange), { max: 200 }) changes!: readonly FieldChange[];
}

/** A row that is kept because someone has changed its thing since. */
export class KeptRow {
  @Count({ min: 0, max: 1e9 }) record!: number;
  @Id() id!: string;
  @Text({ max: 64, example: 'PRECONDITION_FAILED' }) code!: string;
}

const ENTITY = { type: 'import', id: 'importId' } as const;

@Event<ImportStarted>({
  category: 'imports.batch',
  version: 1,
  entity: { ...ENTITY, label: 'kind' },
  action: 'import.started',
  summary: 'An import was started',
})
export class ImportStarted {
  static readonly type = 'ImportStarted';
  @Id() importId!: string;
  @Name({ example: 'items' }) kind!: string;
  /** The stored object that holds the file. */
  @Id() fileId!: string;
  @Choice(IMPORT_MODES) mode!: ImportMode;
  @Flag() dryRun!: boolean;
  @Nested(() => ImportMapping) mapping!: ImportMapping;
  /** The organisation's, at the start: every reading of the file is the same. Null: the platform's. */
  @Choice(CODE_PAGES, { nullable: true }) codePage!: CodePage | null;
  @TimeZone({ nullable: true }) timeZone!: string | null;
}

@Event<ImportRead>({
  category: 'imports.batch',
  version: 1,
  entity: ENTITY,
  action: 'import.read',
  summary: 'The file of an import was read',
})
export class ImportRead {
  static readonly type = 'ImportRead';
  @Id() importId!: string;
  @Count({ min: 0, max: MAX_IMPORT_ROWS }) rows!: number;
  @List(Nested(() => ImportGuess), { max: MAX_GUESSES }) guesses!: readonly ImportGuess[];
}

@Event<ImportProgressed>({
  category: 'imports.batch',
  version: 1,
  entity: ENTITY,
  occurrence: true,
  action: 'import.progressed',
  summary: 'Rows of an import were checked or carried out',
})
export class ImportProgressed {
  static readonly type = 'ImportProgressed';
  @Id() importId!: string;
  @Choice(IMPORT_PASSES) pass!: ImportPass;
  /** Counts from 0. */
  @Count({ min: 0, max: MAX_IMPORT_ROWS }) chunk!: number;
  @Count({ min: 0, max: CHUNK_ROWS }) unchanged!: number;
  /** Rows that take a slot of a limited number, in a check. */
  @Count({ min: 0, max: CHUNK_ROWS, technical: true }) slots!: number;
  @List(Nested(() => RowEffect), { max: CHUNK_ROWS }) effects!: readonly RowEffect[];
  @List(Nested(() => ImportFault), { max: CHUNK_ROWS }) faults!: readonly ImportFault[];
}

@Event<ImportRunRequested>({
  category: 'imports.batch',
  version: 1,
  entity: ENTITY,
  occurrence: true,
  action: 'import.run_requested',
  summary: 'An import was to be carried out after its dry run',
})
export class ImportRunRequested {
  static readonly type = 'ImportRunRequested';
  @Id() importId!: string;
}

export const IMPORT_OUTCOMES = ['dry_run', 'done', 'failed'] as const;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];

@Event<ImportFinished>({
  category: 'imports.batch',
  version: 1,
  entity: ENTITY,
  action: 'import.finished',
  summary: 'An import came to its end',
})
export class ImportFinished {
  static readonly type = 'ImportFinished';
  @Id() importId!: string;
  @Choice(IMPORT_OUTCOMES) outcome!: ImportOutcome;
  @Name({ nullable: true, example: 'DATE_AMBIGUOUS' }) code!: string | null;
  @Text({ max: 500, nullable: true }) reason!: string | null;
}

@Event<ImportUndoRequested>({
  category: 'imports.batch',
  version: 1,
  entity: ENTITY,
  occurrence: true,
  action: 'import.undo_requested',
  summary: 'The undo of an import was requested',
})
export class ImportUndoRequested {
  static readonly type = 'ImportUndoRequested';
  @Id() importId!: string;
  /** `revert`: a person asked. `race`: a row was refused in the run although all rows were good in the check. */
  @Choice(['revert', 'race']) because!: 'revert' | 'race';
}

@Event<ImportUndone>({
  category: 'imports.batch',
  version: 1,
  entity: ENTITY,
  occurrence: true,
  action: 'import.undone',
  summary: 'Rows of an import were taken back',
})
export class ImportUndone {
  static readonly type = 'ImportUndone';
  @Id() importId!: string;
  @Count({ min: 0, max: MAX_IMPORT_ROWS }) chunk!: number;
  @Count({ min: 0, max: CHUNK_ROWS }) undone!: number;
  @List(Nested(() => KeptRow), { max: CHUNK_ROWS }) kept!: readonly KeptRow[];
}

@Event<ImportReverted>({
  category: 'imports.batch',
  version: 1,
  entity: ENTITY,
  action: 'import.reverted',
  summary: 'An import was reverted',
})
export class ImportReverted {
  static readonly type = 'ImportReverted';
  @Id() importId!: string;
}
