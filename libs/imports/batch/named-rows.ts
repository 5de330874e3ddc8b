import { In } from 'typeorm';
import {
  existingKey,
  type ExistingRow,
  type ImportKind,
  type RowToImport,
  type RowValues,
  type RowsByKey,
} from '../import-kind';
import type { ImportParts } from '../import-parts';
import type { ChunkRow } from './chunk-reader';

type ByKey = ReadonlyMap<string, ExistingRow>;

/** The things that the rows of a chunk name, by the folded value. */
export interface NamedRows {
  readonly existing: ByKey;
  /** By the column that names them. */
  readonly references: Readonly<Record<string, ByKey>>;
}

/** One question for each read model, however many rows a chunk has. */
export async function findNamedRows(
  rows: readonly ChunkRow[],
  { existing, references = {} }: Pick<ImportKind, 'existing' | 'references'>,
  tenantId: string,
  { reads }: Pick<ImportParts, 'reads'>,
): Promise<NamedRows> {
  const good = rows.flatMap((each) => ('values' in each ? [each.values] : []));
  const find = async ({ row, key, fold }: RowsByKey, named: readonly (string | undefined)[]): Promise<ByKey> => {
    const keys = [...new Set(named.flatMap((each) => (each === undefined ? [] : [fold(each)])))];
    if (keys.length === 0) return new Map();
    const found = await reads.query(tenantId, (manager) =>
      manager.findBy(row as new () => Record<string, unknown>, { tenantId, [key]: In(keys) }),
    );
    return new Map(found.map((each) => [String(each[key]), each]));
  };
  const findExisting = (of: NamedRows['references']): Promise<ByKey> | ByKey =>
    existing
      ? find(
          existing,
          good.map((values) => existingKey(existing, values, referencesOf(references, values, of))),
        )
      : new Map();
  const alone = existing?.keyOf ? undefined : findExisting({});
  const named = await Promise.all(
    Object.entries(references).map(async ([column, of]) => {
      const values = good.map((each) => namedBy(each, column));
      return [column, await find(of, values)] as const;
    }),
  );
  const found = Object.fromEntries(named);
  return { existing: await (alone ?? findExisting(found)), references: found };
}

/** The things that a row's columns name, by column. */
export function referencesOf(
  references: NonNullable<ImportKind['references']>,
  values: RowValues,
  found: NamedRows['references'],
): RowToImport['references'] {
  return Object.fromEntries(
    Object.entries(references).flatMap(([column, { fold }]) => {
      const named = namedBy(values, column);
      const row = named === undefined ? undefined : found[column]?.get(fold(named));
      return row ? [[column, row] as const] : [];
    }),
  );
}

/** The text of a column that names a thing. */
export function namedBy(values: RowValues, column: string): string | undefined {
  return values[column] as string | undefined;
}
