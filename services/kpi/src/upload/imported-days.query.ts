import { In } from 'typeorm';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import type { Projection } from '#libs/projections';
import { upToDate, type ServiceParts } from '#libs/runtime';
import { LineStopRow, ProductionEntryRow } from '../line-day/line-day.entity';
import { lineStopProjection, productionEntryProjection } from '../line-day/line-day.projection';
import type { NamedRow, ToldRow } from './place-rows';

type Parts = Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
type Days = ReadonlyMap<string, BatchDay>;

/** Those that have to be there, and those whose days matter if they are. */
interface Sought {
  readonly named: readonly string[];
  readonly alsoIf?: readonly string[];
}

/**
 * The days of the entries that rows name by their ids, and of runs that were imported before. The line and date of a
 * shift's row say its day.
 */
export function daysOfEntryRows(rows: readonly NamedRow<ToldRow>[], tenantId: string, parts: Parts): Promise<Days> {
  return daysOfEntries(soughtBy(rows), tenantId, parts);
}

/** Of stops, likewise. */
export function daysOfStopRows(rows: readonly NamedRow<ToldRow>[], tenantId: string, parts: Parts): Promise<Days> {
  return daysOfStops(soughtBy(rows), tenantId, parts);
}

function soughtBy(rows: readonly NamedRow<ToldRow>[]): Sought {
  return {
    named: rows.flatMap(({ row, partId }) => (row.id === undefined ? [] : [partId])),
    alsoIf: rows.flatMap(({ row, partId }) => (row.id === undefined && row.from !== undefined ? [partId] : [])),
  };
}

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export function daysOfEntries(sought: Sought, tenantId: string, parts: Parts): Promise<Days> {
  const find = async (ids: readonly string[]) => {
    const entryId = In([...ids]);
    const rows = await parts.tenantReader.query(tenantId, (all) =>
      all.findBy(ProductionEntryRow, { tenantId, entryId }),
    );
    return new Map(rows.map((row) => [row.entryId, { lineId: row.lineId, date: row.date }]));
  };
  return foundFirst(sought, { find, of: productionEntryProjection, things: 'Production entries' }, parts);
}

/** @throws DomainError `SERVICE_UNAVAILABLE` while the rows are behind */
export function daysOfStops(sought: Sought, tenantId: string, parts: Parts): Promise<Days> {
  const find = async (ids: readonly string[]) => {
    const stopId = In([...ids]);
    const rows = await parts.tenantReader.query(tenantId, (all) => all.findBy(LineStopRow, { tenantId, stopId }));
    return new Map(rows.map((row) => [row.stopId, { lineId: row.lineId, date: row.date }]));
  };
  return foundFirst(sought, { find, of: lineStopProjection, things: 'Stops' }, parts);
}

/** What is found by ids: at once where all that is named is there, else when the rows are up to date. */
export async function foundFirst<Found>(
  { named, alsoIf = [] }: Sought,
  {
    find,
    of,
    things,
  }: {
    readonly find: (ids: readonly string[]) => Promise<ReadonlyMap<string, Found>>;
    readonly of: Pick<Projection, 'name'>;
    readonly things: string;
  },
  parts: Parts,
): Promise<ReadonlyMap<string, Found>> {
  const wanted = [...new Set([...named, ...alsoIf])];
  if (wanted.length === 0) return new Map();
  const known = await find(wanted);
  if (named.every((id) => known.has(id))) return known;
  await upToDate([of], things, parts);
  return find(wanted);
}
