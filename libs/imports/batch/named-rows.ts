import { In } from 'typeorm';
import type { ExistingRow, ImportKind, RowValues, RowsByKey } from '../import-kind';
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
  const find = async (column: string, { row, key, fold }: RowsByKey): Promise<ByKey> => {
    const values = rows.flatMap((each) => ('values' in each ? (namedBy(each.values, column) ?? []) : []));
    const keys = [...new Set(values.map(fold))];
    if (keys.length === 0) return new Map();
    const found = await reads.query(tenantId, (manager) =>
      manager.findBy(row as new () => Record<string, unknown>, { tenantId, [key]: In(keys) }),
    );
    return new Map(found.map((each) => [String(each[key]), each]));
  };
  const named = Object.entries(references).map(async ([column, of]) => [column, await find(column, of)] as const);
  return {
    existing: existing ? await find(existing.by, existing) : new Map(),
    references: Object.fromEntries(await Promise.all(named)),
  };
}

/** The text of a column that names a thing. */
export function namedBy(values: RowValues, column: string): string | undefined {
  return values[column] as string | undefined;
}
