import type { SelectQueryBuilder } from 'typeorm';
import { LISTED } from '#libs/read-models';
import type { WipJobRow } from './wip-job.entity';

export function shownWipJob(row: WipJobRow) {
  const { jobId: id, job, product, startedAt, endedAt, holds, onHold, createdAt, recordedFrom: updatedAt } = row;
  return { id, job, product, startedAt, endedAt, holds, onHold, createdAt, updatedAt };
}

/** Jobs that have not ended, or those that have. */
export function isOpenJob(query: SelectQueryBuilder<WipJobRow>, open: boolean): void {
  query.andWhere(`${LISTED}.endedAt IS ${open ? '' : 'NOT '}NULL`);
}
