import type { SelectQueryBuilder } from 'typeorm';
import type { EmployeeStatus } from '#contracts/tenancy/employee-spells';
import type { EmployeeRow } from './employee.entity';

/** The date in the organisation's time zone, of the joined row `organization`. */
const TODAY = '(now() AT TIME ZONE organization.timeZone)::date';

/** The same as `statusOn`, for rows. */
const CONDITIONS: Readonly<Record<EmployeeStatus, string>> = {
  starting: `listed.startsOn > ${TODAY} AND (listed.lastDay IS NULL OR listed.lastDay >= ${TODAY})`,
  active: `listed.startsOn <= ${TODAY} AND listed.lastDay IS NULL`,
  leaving: `listed.startsOn <= ${TODAY} AND listed.lastDay >= ${TODAY}`,
  ended: `listed.lastDay < ${TODAY}`,
};

export function hasStatus(query: SelectQueryBuilder<EmployeeRow>, status: EmployeeStatus): void {
  query.andWhere(CONDITIONS[status]);
}
