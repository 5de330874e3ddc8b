import { In, type SelectQueryBuilder } from 'typeorm';
import { faultAt } from '#contracts/errors';
import type { BatchDay } from '#contracts/kpi/production-batch-events';
import { quantityText, quantityUnits } from '#contracts/values/amounts';
import type { CommandContext } from '#libs/identity';
import { LISTED } from '#libs/read-models';
import { foundFolded, upToDate, type ServiceParts } from '#libs/runtime';
import type { StopReasonRow } from '../stop-reason/stop-reason.entity';
import { lineDayIdOf } from './day-facts.provider';
import { LineStopRow, ProductionEntryRow } from './line-day.entity';
import { lineStopProjection, productionEntryProjection } from './line-day.projection';

interface Given {
  readonly context: CommandContext;
  readonly parts: Pick<ServiceParts, 'log' | 'progress' | 'tenantReader'>;
}

/** The stream of an entry, which it never leaves. @throws DomainError as `foundFolded` */
export async function dayOfEntry(entryId: string, { context: { tenantId }, parts }: Given): Promise<string> {
  const find = () =>
    parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(ProductionEntryRow, { tenantId, entryId }));
  const found = { of: productionEntryProjection, noun: 'production entry', find };
  const { lineId, date } = await foundFolded(found, parts);
  return lineDayIdOf(lineId, date);
}

/** The stream of a stop, likewise. */
export async function dayOfStop(stopId: string, { context: { tenantId }, parts }: Given): Promise<string> {
  const find = () => parts.tenantReader.query(tenantId, (rows) => rows.findOneBy(LineStopRow, { tenantId, stopId }));
  const { lineId, date } = await foundFolded({ of: lineStopProjection, noun: 'stop', find }, parts);
  return lineDayIdOf(lineId, date);
}

/**
 * The days of the entries that edits name, by the place of the edit; none for an edit that names no entry.
 * @throws DomainError `NOT_FOUND` for an entry that never was, `SERVICE_UNAVAILABLE` while the rows are behind
 */
export async function daysOfEntries(
  edits: readonly { readonly id?: string }[],
  tenantId: string,
  parts: Given['parts'],
): Promise<readonly (BatchDay | undefined)[]> {
  const ids = edits.flatMap(({ id }) => id ?? []);
  const find = async () => {
    const entryId = In(ids);
    const rows = await parts.tenantReader.query(tenantId, (all) =>
      all.findBy(ProductionEntryRow, { tenantId, entryId }),
    );
    return new Map(rows.map((row) => [row.entryId, { lineId: row.lineId, date: row.date }]));
  };
  let days = await find();
  if (ids.some((id) => !days.has(id))) {
    await upToDate([productionEntryProjection], 'Production entries', parts);
    days = await find();
  }
  return edits.map(({ id }, at) => {
    if (id !== undefined && !days.has(id)) throw faultAt('NOT_FOUND', `/edits/${at}/id`, 'is no production entry here');
    return id === undefined ? undefined : days.get(id);
  });
}

/** Not those that were removed. */
export const present = {
  reads: [],
  bound: (query: SelectQueryBuilder<{ readonly tenantId: string }>) => void query.andWhere(`${LISTED}.removed = false`),
};

export function shownEntry(row: ProductionEntryRow) {
  const { entryId, lineId, date, shift, startedAt, endedAt, product, good, rework, scrap, people, hours } = row;
  return {
    id: entryId,
    lineId,
    date,
    shift,
    from: startedAt,
    to: endedAt,
    product,
    good,
    rework,
    scrap,
    produced: quantityText(quantityUnits(good) + quantityUnits(rework) + quantityUnits(scrap)),
    order: row.orderCode,
    people,
    hours,
    source: row.source,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

export function shownStop(row: LineStopRow & { readonly reason: StopReasonRow | null }) {
  const { stopId, lineId, date, startedAt, endedAt, reasonId, note, reason, createdAt, updatedAt } = row;
  return {
    id: stopId,
    lineId,
    date,
    from: startedAt,
    to: endedAt,
    reasonId,
    reason: reason?.code ?? null,
    reasonName: reason?.name ?? null,
    class: reason?.class ?? ('other' as const),
    note,
    createdAt,
    updatedAt,
  };
}

/** Stops that have not ended, or those that have. */
export function isOpen(query: SelectQueryBuilder<LineStopRow>, open: boolean): void {
  query.andWhere(`${LISTED}.endedAt IS ${open ? '' : 'NOT '}NULL`);
}

/** Stops without a reason, or those with one. */
export function isUnlabelled(query: SelectQueryBuilder<LineStopRow>, unlabelled: boolean): void {
  query.andWhere(`${LISTED}.reasonId IS ${unlabelled ? '' : 'NOT '}NULL`);
}
