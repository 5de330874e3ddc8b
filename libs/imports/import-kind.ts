import type { ContractClass } from '#contracts/declare/contract';
import type { ImportDeclaration } from '#contracts/declare/import-declaration';
import type { FieldChange } from '#contracts/imports/import-events';
import type { UniqueValue } from '#libs/event-sourcing';

/** The values of a row by column, in the fields' canonical form; an empty cell has none. */
export type RowValues = Readonly<Record<string, unknown>>;

/** An existing thing that a row is about, from its read model. */
export type ExistingRow = Readonly<Record<string, unknown>>;

/** A good row that creates or changes a thing. */
export interface RowToImport {
  readonly record: number;
  readonly values: RowValues;
  readonly existing?: ExistingRow;
  /** The changed fields of an existing thing; empty for a new one. */
  readonly changes: readonly FieldChange[];
}

/** A command, and its rows: at most 500, all of one stream. */
export interface RowsCommand {
  readonly contract: ContractClass;
  readonly payload: object;
  readonly records: readonly number[];
}

/** A creation or change to undo; the command is refused if someone has changed the thing since. */
export interface EffectToUndo {
  readonly outcome: 'created' | 'changed';
  readonly id: string;
  /** Of the command that had this effect. */
  readonly commandId: string;
  readonly changes: readonly FieldChange[];
}

/** The rules that turn rows of a declared kind into commands. The library does the rest. */
export interface ImportRules {
  /** The key of a row: a second row of a file with the same key is `DUPLICATE`. */
  readonly identify: (values: RowValues) => string;
  /**
   * Finds existing things by a column whose value is unique, in a read model whose fields are named as the columns. That
   * column is never changed.
   */
  readonly existing?: {
    readonly row: abstract new () => object;
    /** The row's field with the id of the thing's stream. */
    readonly id: string;
    /** The projection that fills it. */
    readonly projection: string;
    readonly by: string;
    /** As the thing reserves a value of the column: another spelling of it finds the same thing. */
    readonly unique: (value: string) => Omit<UniqueValue, 'pointer'>;
  };
  readonly toCommands: (rows: readonly RowToImport[]) => readonly RowsCommand[];
  /** Undefined if no command undoes it: the row is then listed as kept. */
  readonly undo: (effect: EffectToUndo) => Omit<RowsCommand, 'records'> | undefined;
}

/** A kind of import with its service's rules for the rows. */
export interface ImportKind extends ImportDeclaration, ImportRules {}

/** @throws TypeError for rules that do not fit the declaration */
export function importKind(declaration: ImportDeclaration, rules: ImportRules): ImportKind {
  const { existing } = rules;
  if (existing && declaration.isPersonal) {
    throw new TypeError(
      `${declaration.name} is personal: its commands find what is there, and its plan holds no values`,
    );
  }
  if (existing && !declaration.columns.some(({ name }) => name === existing.by)) {
    throw new TypeError(`${declaration.name} has no ${existing.by}`);
  }
  return { ...declaration, ...rules };
}
