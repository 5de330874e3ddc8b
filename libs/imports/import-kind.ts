import type { ContractClass } from '#contracts/declare/contract';
import type { ImportDeclaration } from '#contracts/declare/import-declaration';
import type { FieldChange, ImportPass } from '#contracts/imports/import-events';

/** The values of a row by column, in the fields' canonical form; an empty cell has none. */
export type RowValues = Readonly<Record<string, unknown>>;

/** An existing thing that a row is about, from its read model. */
export type ExistingRow = Readonly<Record<string, unknown>>;

/** A good row that creates or changes a thing. */
export interface RowToImport {
  readonly record: number;
  readonly values: RowValues;
  readonly existing?: ExistingRow;
  /** The things that its columns name, by column. */
  readonly references: Readonly<Record<string, ExistingRow>>;
  /** The changed fields of an existing thing; empty for a new one. */
  readonly changes: readonly FieldChange[];
  /** An earlier row of the file has the key that this one `needs`. */
  readonly followsNeeded: boolean;
  /** Of a kind with `parts`: the thing that it is a part of. */
  readonly whole?: WholeThing;
}

/** A thing of several rows of a file, none of which is bad: the same object for each of them. */
export interface WholeThing {
  /** The first of its records. */
  readonly first: number;
  /** All of its rows, in the order of the file. */
  readonly rows: readonly RowValues[];
}

/** A command, and its rows: at most 500, all of one stream. */
export interface RowsCommand {
  readonly contract: ContractClass;
  readonly payload: object;
  readonly records: readonly number[];
  /**
   * The record that names the command; default: the first of `records`. A thing whose rows are in several chunks has a
   * command in each, with the same payload. Under one name they are one command, with one answer.
   */
  readonly named?: number;
  /** Commands of one lane are carried out one after the other, in the order of their rows. Default: one of its own. */
  readonly lane?: string;
  /** The columns of the payload's fields that are named otherwise: a fault in a field is shown at its column. */
  readonly columns?: Readonly<Record<string, string>>;
  /**
   * The payload's list that has one element for each record, in their order. A refused command of several rows is then
   * carried out again row by row, so that one bad row keeps no other out. Its answer may have `rows`, a `RowDone` for
   * each in the same order: then a bad row is its own outcome, and nothing is carried out again.
   */
  readonly list?: string;
}

/**
 * Rows of a read model that a file names by a value. The values of a whole chunk are one question. Row and file are
 * compared by the folded value, as the thing reserves it: another spelling finds the same thing.
 */
export interface RowsByKey {
  readonly row: abstract new () => object;
  /** The row's field with the id of the thing. */
  readonly id: string;
  /** The projection that fills it. */
  readonly projection: string;
  /** The row's field with the folded value. */
  readonly key: string;
  readonly fold: (value: string) => string;
}

/** Existing things that rows are about; they are never changed in the columns `by` which they are found. */
interface ExistingThings extends RowsByKey {
  readonly by: string | readonly string[];
  /** From the row and the things that its columns name. Default: the value of the one column. */
  readonly keyOf?: (values: RowValues, references: RowToImport['references']) => string | undefined;
  /** What the row of the read model holds, by column. Default: its fields are named as the columns. */
  readonly valuesOf?: (row: ExistingRow) => ExistingRow;
}

/** A creation or change to undo; the command is refused if someone has changed the thing since. */
export interface EffectToUndo {
  readonly outcome: 'created' | 'changed';
  readonly id: string;
  /** Of the stream, after the command that had this effect. */
  readonly revision: number;
  /** Of the command that had this effect; of a row that was sent with others, the id that it would have had alone. */
  readonly commandId: string;
  /** As in the decision of that command. */
  readonly newId: (name: string) => string;
  readonly changes: readonly FieldChange[];
}

/**
 * Refusals that earlier rows of the file may prevent: in a check, which records nothing, they make no row bad that draws
 * on a key which an earlier row supplies.
 */
interface SettledByEarlierRows {
  readonly codes: ReadonlySet<string>;
  readonly suppliedKey: (values: RowValues) => string | undefined;
  readonly drawnKey: (values: RowValues) => string | undefined;
}

/** `column`: null for one that is about the whole row. */
export interface RowFault {
  readonly column: string | null;
  readonly code: string;
  readonly reason: string;
}

/**
 * Rows that make one thing together. One that is bad makes the others bad as well, since
 * the thing would be another without it. The file is read whole before the first chunk, and its values are kept.
 */
export interface PartsOfThings {
  /** The columns of text that tell which thing a row is a part of, in any case. */
  readonly by: readonly string[];
  /** The first fault of rows that are good one by one and do not go together; `at`: the index of the row that is shown as bad. */
  readonly faultOf: (rows: readonly RowValues[]) => (RowFault & { readonly at: number }) | undefined;
}

/** The rules that turn rows of a declared kind into commands. The library does the rest. */
export interface ImportRules {
  /** The key of a row: a second row of a file with the same key is `DUPLICATE`. Without it every row counts. */
  readonly identify?: (values: RowValues) => string;
  /** A fault that the row has by itself, before anything is looked for. */
  readonly faultOf?: (values: RowValues) => RowFault | undefined;
  readonly parts?: PartsOfThings;
  readonly existing?: ExistingThings;
  /** Every row adds something: there is nothing that it could change. */
  readonly addsOnly?: true;
  /** Finds the things that columns name; a row that names an unknown one is bad. */
  readonly references?: Readonly<Record<string, RowsByKey>>;
  /** The key of the row that this one is about, if it may be in the same file: in a check it is not made yet. */
  readonly needs?: (values: RowValues) => string | undefined;
  /** `importId` names the batch. */
  readonly toCommands: (rows: readonly RowToImport[], pass: ImportPass, importId: string) => readonly RowsCommand[];
  readonly settledByEarlierRows?: SettledByEarlierRows;
  /** An undo is refused by its command's own rules, and not because the stream has another event since. */
  readonly undoesInAnyState?: true;
  /** Undefined if no command undoes it: the row is then listed as kept. */
  readonly undo: (effect: EffectToUndo) => Omit<RowsCommand, 'records'> | undefined;
  /**
   * In place of `undo`: the effects of a chunk are undone by few commands, whose answers have a `RowDone` for each
   * record. One that is bad was kept.
   */
  readonly undoRows?: (effects: readonly RowToUndo[], importId: string) => readonly Omit<RowsCommand, 'lane'>[];
}

/** A row that created or changed a thing, to be undone with others. */
export interface RowToUndo {
  readonly record: number;
  readonly outcome: 'created' | 'changed';
  readonly id: string;
  /** Of the stream, after the command that had this effect. */
  readonly revision: number;
}

/** A kind of import with its service's rules for the rows. */
export interface ImportKind extends ImportDeclaration, ImportRules {}

/** @throws TypeError for rules that do not fit the declaration */
export function importKind(declaration: ImportDeclaration, rules: ImportRules): ImportKind {
  const { existing, references = {}, parts } = rules;
  if (rowsNamedBy(rules).length > 0 && declaration.isPersonal) {
    throw new TypeError(
      `${declaration.name} is personal: its commands find what is there, and its plan holds no values`,
    );
  }
  const missing = [existing?.by ?? [], Object.keys(references), parts?.by ?? []]
    .flat(2)
    .find((column) => !declaration.columns.some(({ name }) => name === column));
  if (missing !== undefined) throw new TypeError(`${declaration.name} has no ${missing}`);
  return { ...declaration, ...rules };
}

/** The key of the existing thing that a row is about. */
export function existingKey(
  { by, keyOf }: Pick<ExistingThings, 'by' | 'keyOf'>,
  values: RowValues,
  references: RowToImport['references'],
): string | undefined {
  if (keyOf) return keyOf(values, references);
  return values[[by].flat()[0] as string] as string | undefined;
}

/** The read models that a kind looks at. */
export function rowsNamedBy({ existing, references = {} }: Pick<ImportRules, 'existing' | 'references'>) {
  return [...(existing ? [existing] : []), ...Object.values(references)];
}
