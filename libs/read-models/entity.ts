import 'reflect-metadata';
import { Column, Entity, PrimaryColumn, getMetadataArgsStorage } from 'typeorm';
import type { ColumnOptions } from 'typeorm';

/** Decimal places of quantities and of money; the digits before the point leave room for sums. */
const QUANTITY = { precision: 24, scale: 3 } as const;
const MONEY = { precision: 24, scale: 4 } as const;
const PRICE = { precision: 24, scale: 8 } as const;

export type EntityClass<Row extends object = object> = new () => Row;

/** The traits of an entity beyond its columns. */
export interface EntityTraits {
  readonly schema: string;
  /** Without version and slot: `stock_level`. */
  readonly table: string;
  readonly version: number;
  readonly appendOnly: boolean;
  /** It has its key also while it is filled. */
  readonly keyed: boolean;
  /** Properties whose text `q` searches. */
  readonly searched: readonly string[];
  /** The property with the account that a row is about. */
  readonly account?: string;
  readonly personal?: PersonalColumns;
}

/** The personal data in a row. */
export interface PersonalColumns {
  /** The property with the subject under whose key the data are encrypted in the log. */
  readonly subject: string;
  /** Properties. After an erasure the fold gives null, or a value without anything personal. */
  readonly columns: readonly string[];
}

const traits = new WeakMap<object, Partial<EntityTraits>>();

function note(type: object, trait: Partial<EntityTraits>): void {
  traits.set(type, { ...traits.get(type), ...trait });
}

/** Throws a `TypeError` for a class without `@ReadModel`. */
export function entityTraits(type: EntityClass): EntityTraits {
  const found = traits.get(type) ?? {};
  const { schema, table, version, appendOnly = false, keyed = !appendOnly, searched = [], account, personal } = found;
  if (!schema || !table || !version) throw new TypeError(`${type.name} is not declared with @ReadModel`);
  return {
    schema,
    table,
    version,
    appendOnly,
    keyed,
    searched,
    ...(account !== undefined && { account }),
    ...(personal && { personal }),
  };
}

/** Whether a row has a column for the property. */
export function hasColumn(type: EntityClass, property: string): boolean {
  return columnOf(type, property) !== undefined;
}

/** Whether the property's column holds several values. */
export function hasSeveral(type: EntityClass, property: string): boolean {
  return columnOf(type, property)?.options.array === true;
}

function columnOf(type: EntityClass, property: string) {
  const isOf = (target: unknown) =>
    typeof target === 'function' && (type === target || type.prototype instanceof target);
  return getMetadataArgsStorage().columns.find(({ target, propertyName }) => propertyName === property && isOf(target));
}

/**
 * Declares the rows of a projection's table. The entity maps to the view `<table>_v<version>`; the tables behind it
 * (`<table>_v<version>_a` and `_b`) are made from this declaration, with indexes and row-level security.
 */
export function ReadModel(options: { readonly schema: string; readonly table: string; readonly version: number }) {
  return (type: object): void => {
    note(type, options);
    Entity({ schema: options.schema, name: `${options.table}_v${options.version}`, synchronize: false })(type as never);
  };
}

/**
 * Events only add rows to the table: none is loaded before a fold, and none is changed. A fill is faster without the key;
 * `keyed` keeps it, for a restatement that reads the table and replaces rows of it.
 */
export function AppendOnly({ keyed = false }: { readonly keyed?: boolean } = {}) {
  return (type: object): void => note(type, { appendOnly: true, keyed });
}

/**
 * Declares the columns with personal data: statistics hold no sample of them, and an erasure rewrites the tables.
 * `PersonalData('employeeId', 'firstName', …)`
 */
export function PersonalData(subject: string, ...columns: readonly string[]) {
  return (type: object): void => note(type, { personal: { subject, columns } });
}

/** The text columns that a search (`?q=`) covers: every word of it must occur in them, whatever the case and accents. */
export function Searched(...properties: readonly string[]) {
  return (type: object): void => note(type, { searched: properties });
}

export interface ColumnRules {
  /** Part of the primary key, after the tenant, in the order of declaration. */
  readonly key?: true;
  readonly nullable?: true;
}

function column(options: ColumnOptions) {
  return (rules: ColumnRules = {}): PropertyDecorator =>
    rules.key
      ? PrimaryColumn({ ...options, nullable: false } as never)
      : Column({ ...options, nullable: rules.nullable ?? false });
}

/** The organisation of a row: in every table, first in its key, and the column of row-level security. */
export const TenantColumn = (): PropertyDecorator => PrimaryColumn('uuid', { name: 'tenantId' });

export const IdColumn = column({ type: 'uuid' });
/**
 * The account that the row is about: its person sees the row in a `self` query, in any organisation. Only for rows
 * without anything that this person may not see. Name it in an index, unless it comes next to the tenant in the key.
 */
export function AccountColumn(rules: ColumnRules = {}): PropertyDecorator {
  return (target, property) => {
    note(target.constructor, { account: String(property) });
    IdColumn(rules)(target, property);
  };
}
/**
 * Text that people read. It sorts as they expect (ICU's root collation), in every database alike. Postgres alone
 * compares it, in the order of a list as in its cursors.
 */
export const TextColumn = column({ type: 'text', collation: 'und-x-icu' });
/** Text that sorts by its code points, whatever the database's language: positions, codes of the platform's own. */
export const TokenColumn = column({ type: 'text', collation: 'C' });
/** Several texts, in order. */
export const TextsColumn = column({ type: 'text', array: true });
export const FlagColumn = column({ type: 'boolean' });
/** A whole number up to 2^31. */
export const CountColumn = column({ type: 'integer' });
/** A whole number up to 2^53. */
export const BigCountColumn = column({ type: 'bigint' });
/** Decimal text with 3 places. */
export const QuantityColumn = column({ type: 'numeric', ...QUANTITY });
/** Decimal text with 4 places. */
export const MoneyColumn = column({ type: 'numeric', ...MONEY });
/** Decimal text with 8 places: the cost of one unit. */
export const PriceColumn = column({ type: 'numeric', ...PRICE });
/** `YYYY-MM-DD`. */
export const DayColumn = column({ type: 'date' });
/** ISO 8601 UTC with milliseconds. */
export const InstantColumn = column({ type: 'timestamptz', precision: 3 });
/** Any JSON value. Postgres orders the members of its objects in its own way. */
export const JsonColumn = column({ type: 'jsonb' });
