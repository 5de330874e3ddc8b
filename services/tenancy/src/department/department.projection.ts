import { DepartmentChanged, DepartmentCreated, DepartmentDeleted } from '#contracts/tenancy/department-events';
import { on } from '#contracts/declare/on';
import { change, projection } from '#libs/projections';
import { DepartmentRow } from './department.entity';

export const departmentProjection = projection({
  name: 'department',
  service: 'tenancy',
  version: 1,
  tables: [DepartmentRow],
  keyColumn: 'departmentId',
  key: (event) => (event.data as { departmentId: string }).departmentId,
  on: [
    on(DepartmentCreated, ({ tenantId, data, revision, recordedAt }) => [
      change(DepartmentRow, { tenantId, departmentId: data.departmentId }, () => ({
        ...data,
        tenantId,
        createdAt: recordedAt,
        updatedAt: recordedAt,
        revision,
      })),
    ]),
    on(DepartmentChanged, ({ tenantId, data: { departmentId, name }, revision, recordedAt: updatedAt }) => [
      change(DepartmentRow, { tenantId, departmentId }, (row) => row && { ...row, name, updatedAt, revision }),
    ]),
    on(DepartmentDeleted, ({ tenantId, data: { departmentId } }) => [
      change(DepartmentRow, { tenantId, departmentId }, () => undefined),
    ]),
  ],
});
