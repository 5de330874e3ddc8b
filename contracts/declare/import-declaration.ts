import type { Permission } from '../permissions';
import type { FieldDecorator, FieldKind } from './field';

export interface ColumnOptions {
  /** Other headings that people use for it. */
  readonly aliases?: readonly string[];
  /** A cell must not be empty. */
  readonly isRequired?: true;
  /** An item number and the like: what a spreadsheet made a number with an exponent of is refused. */
  readonly isCode?: true;
  /** Said once, when the thing is made; another value for a thing that is there makes the row bad. */
  readonly isFixed?: true;
  /** In the template's example row; empty for one of two columns that exclude each other. Default: that of the type. */
  readonly example?: string;
}

/** A column of a kind: its name is the field's in commands and rows, its type one of `fields.ts`. */
export interface ImportColumn extends ColumnOptions {
  readonly name: string;
  readonly kind: FieldKind;
}

export function column(name: string, type: Pick<FieldDecorator, 'kind'>, options: ColumnOptions = {}): ImportColumn {
  return { ...options, name, kind: type.kind };
}

/** A type whose values have a form of their own in a cell, such as a list. */
export function cellOf(
  { kind }: FieldDecorator,
  fromText: (text: string) => unknown,
  example: string,
): Pick<FieldDecorator, 'kind'> {
  return { kind: { ...kind, fromText, example: () => example } };
}

/** A kind of import, as everybody knows it: how it is asked for, who may, and what its files hold. */
export interface ImportDeclaration {
  /** As clients name it: `items`. */
  readonly name: string;
  /** Carries the rows out. */
  readonly service: string;
  /** Needed to start it, and for everything about the import afterwards. */
  readonly permission: Permission;
  /** Needed as well: for a kind whose rows are of several kinds. */
  readonly alsoNeeds?: readonly Permission[];
  /** A path of its own under `/api/v1` for starting one, beside `POST /imports`: `/items/import`. */
  readonly path?: `/${string}`;
  readonly columns: readonly ImportColumn[];
  /** The columns of our own table of these things (`csvColumns`): such a file has our numbers, and nothing is ambiguous. */
  readonly ownTable?: () => readonly string[];
  /**
   * Its numbers have a decimal point, and no signs between thousands, unless the mapping says otherwise: a number that
   * was misread would change stock.
   */
  readonly statesNumbers?: true;
  /**
   * Its rows are about persons. Then the file is encrypted, and removed once the import is over; no event, row or plan of
   * the import holds a value of the file.
   */
  readonly isPersonal?: true;
}

const MAX_COLUMNS = 200;

const imports = new Map<string, ImportDeclaration>();

/** Declares a kind of import. @throws TypeError for a declaration that could not work */
export function declareImport(declaration: ImportDeclaration): ImportDeclaration {
  const { name, columns } = declaration;
  if (imports.has(name)) throw new TypeError(`two kinds of import are named ${name}`);
  if (columns.length === 0 || columns.length > MAX_COLUMNS) throw new TypeError(`${name} has no columns, or too many`);
  if (new Set(columns.map((each) => each.name)).size < columns.length) {
    throw new TypeError(`${name} has a column twice`);
  }
  imports.set(name, declaration);
  return declaration;
}

/** Every kind whose file has been loaded; `catalogue.ts` loads them all. */
export function declaredImports(): readonly ImportDeclaration[] {
  return [...imports.values()];
}

export function declaredImport(name: string): ImportDeclaration | undefined {
  return imports.get(name);
}

/** Each of them is needed. */
export function permissionsOfImport({ permission, alsoNeeds = [] }: ImportDeclaration): readonly Permission[] {
  return [permission, ...alsoNeeds];
}

/** The permissions of all kinds: of one who holds none, nothing about imports is any business. */
export function importPermissions(): readonly Permission[] {
  return [...new Set(declaredImports().flatMap(permissionsOfImport))].toSorted();
}
