import { on } from '#contracts/declare/on';
import { DepartmentGrantsSet } from '#contracts/inventory/grant-defaults-events';
import { change, projection } from '#libs/projections';
import { DepartmentGrantsRow } from './department-grants.entity';

export const departmentGrantsProjection = projection({
  name: 'department-grants',
  service: 'inventory',
  version: 1,
  tables: [DepartmentGrantsRow],
  keyColumn: 'departmentId',
  key: (event) => (event.data as { departmentId: string }).departmentId,
  on: [
    on(DepartmentGrantsSet, ({ tenantId, data, revision, recordedAt: updatedAt }) => [
      change(DepartmentGrantsRow, { tenantId, departmentId: data.departmentId }, () => ({
        ...data,
        tenantId,
        updatedAt,
        revision,
      })),
    ]),
  ],
});
