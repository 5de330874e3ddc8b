import { In } from 'typeorm';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import { upToDate, type ServiceParts } from '#libs/runtime';
import { ProductionEntryRow } from '../line-day/line-day.entity';
import { productionEntryProjection } from '../line-day/line-day.projection';
import type { NamedRow } from './place-rows';

type Parts = Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;

/**
 * The days of the entries that rows name by their ids, and of runs that were imported before. The line and date of a
 * shift's row say its day.
 */
export async function daysOfImported(
  rows: readonly NamedRow[],
  tenantId: string,
  parts: Parts,
): Promise<ReadonlyMap<string, BatchDay>> {
  const good = rows.flatMap((each) => ('bad' in each ? [] : [each]));
  const named = good.flatMap(({ row, entryId }) => (row.id === undefined ? [] : [entryId]));
  const runs = good.flatMap(({ row, entryId }) => (row.id === undefined && row.from !== undefined ? [entryId] : []));
  return daysOfEntryIds(named, tenantId, parts, runs);
}

/** `alsoIf`: those of them that have rows by now. @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export async function daysOfEntryIds(
  entryIds: readonly string[],
  tenantId: string,
  parts: Parts,
  alsoIf: readonly string[] = [],
): Promise<ReadonlyMap<string, BatchDay>> {
  const wanted = [...new Set([...entryIds, ...alsoIf])];
  if (wanted.length === 0) return new Map();
  const find = async () => {
    const rows = await parts.tenantReader.query(tenantId, (all) =>
      all.findBy(ProductionEntryRow, { tenantId, entryId: In(wanted) }),
    );
    return new Map(rows.map(({ entryId, lineId, date }) => [entryId, { lineId, date }]));
  };
  const found = await find();
  if (entryIds.every((id) => found.has(id))) return found;
  await upToDate([productionEntryProjection], 'Production entries', parts);
  return find();
}
