import type { ContractClass } from '#contracts/declare/contract';
import type { ImportDeclaration } from '#contracts/declare/import-declaration';
import type { FieldChange } from '#contracts/imports/import-events';

/** What a row says, by column, in the fields' one form; an empty cell says nothing. */
export type RowValues = Readonly<Record<string, unknown>>;

/** A thing that a row is about and that is there already, as its read model has it. */
export type ExistingRow = Readonly<Record<string, unknown>>;

/** A good row that makes or changes something. */
export interface RowToImport {
  readonly record: number;
  readonly values: RowValues;
  readonly existing?: ExistingRow;
  /** Of what is there: what the row says otherwise. Empty for what is new. */
  readonly changes: readonly FieldChange[];
}

/** A command, and the rows that it carries out: at most 500, all of one stream. */
export interface RowsCommand {
  readonly contract: ContractClass;
  readonly payload: object;
  readonly records: readonly number[];
}

/** A change or creation that is to be taken back; the command is refused where someone has touched the thing since. */
export interface EffectToUndo {
  readonly outcome: 'created' | 'changed';
  readonly id: string;
  readonly changes: readonly FieldChange[];
}

/** How the rows of a declared kind become commands. Everything else is the library's. */
export interface ImportRules {
  /** What a row is about: two rows of one file with the same are `DUPLICATE`. */
  readonly identify: (values: RowValues) => string;
  /** Where things that are there are found: by the value of one column, in a read model whose fields are the columns'. */
  readonly existing?: {
    readonly row: abstract new () => object;
    /** The projection that fills it. */
    readonly projection: string;
    readonly by: string;
  };
  readonly toCommands: (rows: readonly RowToImport[]) => readonly RowsCommand[];
  /** Undefined where nothing takes it back: then it is listed as kept. */
  readonly undo: (effect: EffectToUndo) => Omit<RowsCommand, 'records'> | undefined;
}

/** A kind of import with what its service does with the rows. */
export interface ImportKind extends ImportDeclaration, ImportRules {}

/** @throws TypeError for rules that do not fit the declaration */
export function importKind(declaration: ImportDeclaration, rules: ImportRules): ImportKind {
  const { existing } = rules;
  if (existing && !declaration.columns.some(({ name }) => name === existing.by)) {
    throw new TypeError(`${declaration.name} has no ${existing.by}`);
  }
  return { ...declaration, ...rules };
}
