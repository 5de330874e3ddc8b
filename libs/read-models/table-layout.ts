import type { EntityMetadata } from 'typeorm';
import type { ColumnMetadata } from 'typeorm/metadata/ColumnMetadata';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver';
import { RoleDataSource } from './data-source';
import { type EntityClass, entityTraits } from './entity';
import { ROLES } from './roles';
import { type DerivedColumn, searchColumns } from './search-text';

/** A projection in the database: a name, and tables in the schema of its service. */
export interface VersionedTables {
  readonly name: string;
  readonly service: string;
  readonly version: number;
  readonly tables: readonly EntityClass[];
}

export interface ColumnLayout {
  readonly property: string;
  readonly column: string;
  /** As in a CREATE TABLE: `numeric(24,3)`. */
  readonly sqlType: string;
  /** Without length, precision or array: `numeric`. */
  readonly baseType: string;
  readonly array: boolean;
  readonly collation?: string;
  readonly scale?: number;
  readonly nullable: boolean;
  /** The value of a column that the entity does not declare; readers never get it. */
  readonly derived?: DerivedColumn['derived'];
}

export interface IndexLayout {
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly where?: string;
}

/** The tables of one entity: the columns, keys and indexes of every slot. */
export interface TableLayout {
  readonly type: EntityClass;
  readonly schema: string;
  /** With the version, without the slot: `stock_level_v3`. */
  readonly view: string;
  readonly columns: readonly ColumnLayout[];
  /** The primary key's columns; the tenant's is the first. */
  readonly key: readonly ColumnLayout[];
  readonly indexes: readonly IndexLayout[];
  /** Text search covers some of its columns. */
  readonly searched: boolean;
  /** The column with the account that a row is about. */
  readonly accountColumn?: string;
  readonly appendOnly: boolean;
  /** It has its key also while it is filled. */
  readonly keyed: boolean;
  /** Columns. */
  readonly personal?: { readonly subject: ColumnLayout; readonly columns: readonly ColumnLayout[] };
}

export const TENANT_COLUMN = 'tenant_id';

/**
 * The layouts of a projection's tables, in its order. Throws a `TypeError` naming a fault: another schema than the
 * service's, another version than the projection's (old and new code run side by side), generated or default values,
 * relations, no tenant at the head of its key.
 */
export async function tableLayouts(projection: VersionedTables): Promise<TableLayout[]> {
  const { name, service, version, tables } = projection;
  for (const type of tables) {
    const traits = entityTraits(type);
    if (traits.schema !== service) throw new TypeError(`${type.name} must be in its service's schema, ${service}`);
    if (traits.version !== version) {
      throw new TypeError(`${type.name} has version ${traits.version}, its projection ${name} has ${version}`);
    }
  }
  const nowhere = { role: ROLES.reader, poolSize: 1, applicationName: 'opsledger' };
  const description = new RoleDataSource('postgresql://', { ...nowhere, entities: tables });
  const metadata = await description.describe();
  return tables.map((type) => {
    const found = metadata.find(({ target }) => target === type) as EntityMetadata;
    return layoutOf(type, found, description.driver as PostgresDriver);
  });
}

function layoutOf(type: EntityClass, metadata: EntityMetadata, driver: PostgresDriver): TableLayout {
  const { appendOnly, keyed, searched, account, personal } = entityTraits(type);
  const columns = metadata.columns.map((column) => columnLayout(type, column, driver));
  for (const property of searched) columnOf(type, columns, property);
  const key = metadata.primaryColumns.map(({ databaseName }) => named(columns, databaseName));
  if (key[0]?.column !== TENANT_COLUMN) throw new TypeError(`${type.name}: the key must begin with tenantId`);
  return {
    type,
    schema: metadata.schema as string,
    view: metadata.tableName,
    columns: searched.length > 0 ? [...columns, ...searchColumns(searched).map(derivedLayout)] : columns,
    key,
    indexes: metadata.indices.map((index) => ({
      columns: index.columns.map(({ databaseName }) => databaseName),
      unique: index.isUnique,
      ...(index.where && { where: index.where }),
    })),
    searched: searched.length > 0,
    ...(account !== undefined && { accountColumn: columnOf(type, columns, account) }),
    appendOnly,
    keyed,
    ...(personal && {
      personal: {
        subject: named(columns, columnOf(type, columns, personal.subject)),
        columns: personal.columns.map((property) => named(columns, columnOf(type, columns, property))),
      },
    }),
  };
}

function derivedLayout(column: DerivedColumn): ColumnLayout {
  return { ...column, property: column.column, nullable: false };
}

function columnLayout(type: EntityClass, column: ColumnMetadata, driver: PostgresDriver): ColumnLayout {
  const refused =
    column.isGenerated || column.default !== undefined || column.isVersion || column.relationMetadata !== undefined;
  if (refused || column.propertyPath !== column.propertyName) {
    throw new TypeError(`${type.name}.${column.propertyPath}: a fold gives the whole row; nothing is generated`);
  }
  const baseType = driver.normalizeType(column);
  const { length, precision, scale, isArray } = column;
  return {
    property: column.propertyName,
    column: column.databaseName,
    baseType,
    sqlType: driver.createFullType({ type: baseType, length, precision, scale, isArray } as never),
    array: isArray,
    ...(column.collation && { collation: column.collation }),
    ...(typeof scale === 'number' && { scale }),
    nullable: column.isNullable,
  };
}

function named(columns: readonly ColumnLayout[], name: string): ColumnLayout {
  return columns.find(({ column }) => column === name) as ColumnLayout;
}

function columnOf(type: EntityClass, columns: readonly ColumnLayout[], property: string): string {
  const found = columns.find((column) => column.property === property);
  if (!found) throw new TypeError(`${type.name} has no column ${property}`);
  return found.column;
}
