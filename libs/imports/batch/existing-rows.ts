import { In } from 'typeorm';
import { DomainError } from '#contracts/errors';
import { streamParts } from '#libs/event-log';
import type { ExistingRow, ImportRules } from '../import-kind';
import type { ImportParts } from '../import-parts';

type Existing = NonNullable<ImportRules['existing']>;

/**
 * The existing things by the values of a file. Most values are spelt as they were; any other may be another spelling,
 * which only the reservation of the value can tell.
 * @throws DomainError `SERVICE_UNAVAILABLE` for a thing whose row is not there yet
 */
export async function findExisting(
  values: readonly string[],
  existing: Existing | undefined,
  tenantId: string,
  parts: Pick<ImportParts, 'reads' | 'holderOf'>,
): Promise<ReadonlyMap<string, ExistingRow>> {
  if (!existing) return new Map();
  const rowsBy = (column: string, wanted: readonly string[]) =>
    parts.reads.query(tenantId, (manager) =>
      manager.findBy(existing.row as new () => Record<string, unknown>, { tenantId, [column]: In([...wanted]) }),
    );
  const same = await rowsBy(existing.by, values);
  const found = new Map<string, ExistingRow>(same.map((row) => [String(row[existing.by]), row]));
  const ids = new Map<string, string>();
  for (const value of new Set(values)) {
    if (found.has(value)) continue;
    const holder = await parts.holderOf(existing.unique(value), tenantId);
    const id = holder && streamParts(holder)?.id;
    if (id !== undefined) ids.set(value, id);
  }
  if (ids.size === 0) return found;
  const others = new Map((await rowsBy(existing.id, [...ids.values()])).map((row) => [row[existing.id], row]));
  for (const [value, id] of ids) {
    const row = others.get(id);
    if (!row) throw new DomainError('SERVICE_UNAVAILABLE', 'The read model is behind');
    found.set(value, row);
  }
  return found;
}
