import type { ContractClass } from '#contracts/declare/contract';
import type { FieldDecorator, FieldKind } from '#contracts/declare/field';
import type { FieldChange } from '#contracts/imports/import-events';
import type { Permission } from '#contracts/permissions';

export interface ColumnOptions {
  /** Other headings that people use for it. */
  readonly aliases?: readonly string[];
  /** A cell must not be empty. */
  readonly isRequired?: true;
  /** An item number and the like: what a spreadsheet made a number with an exponent of is refused. */
  readonly isCode?: true;
  /** Said once, when the thing is made; another value for a thing that is there makes the row bad. */
  readonly isFixed?: true;
}

/** A column of a kind: its name is the field's in commands and rows, its type one of `contracts/fields.ts`. */
export interface ImportColumn extends ColumnOptions {
  readonly name: string;
  readonly kind: FieldKind;
}

export function column(name: string, type: FieldDecorator, options: ColumnOptions = {}): ImportColumn {
  return { ...options, name, kind: type.kind };
}

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

/** A declared kind of upload: what its rows are, and which commands they become. Everything else is the library's. */
export interface ImportKind {
  /** As clients name it: `items`. */
  readonly name: string;
  readonly service: string;
  /** Needed to start it, and for everything about the import afterwards. */
  readonly permission: Permission;
  readonly columns: readonly ImportColumn[];
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

const MAX_COLUMNS = 200;

/** Declares a kind of import. @throws TypeError for a declaration that could not work */
export function importKind(kind: ImportKind): ImportKind {
  const names = kind.columns.map(({ name }) => name);
  if (names.length === 0 || names.length > MAX_COLUMNS) throw new TypeError(`${kind.name} has no columns, or too many`);
  if (new Set(names).size < names.length) throw new TypeError(`${kind.name} has a column twice`);
  if (kind.existing && !names.includes(kind.existing.by))
    throw new TypeError(`${kind.name} has no ${kind.existing.by}`);
  return kind;
}
