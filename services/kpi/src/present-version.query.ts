import type { SelectQueryBuilder } from 'typeorm';
import { LISTED } from '#libs/read-models';

/** Of rows with versions the last one, unless it was removed. */
export const presentVersion = {
  reads: [],
  bound: (query: SelectQueryBuilder<{ readonly tenantId: string }>) => void query.andWhere(`${LISTED}.present = true`),
};
