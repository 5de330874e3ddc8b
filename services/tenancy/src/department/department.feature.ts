import { ChangeDepartment } from '#contracts/tenancy/change-department';
import { CreateDepartment } from '#contracts/tenancy/create-department';
import { DeleteDepartment } from '#contracts/tenancy/delete-department';
import { GetDepartment } from '#contracts/tenancy/get-department';
import { ListDepartments } from '#contracts/tenancy/list-departments';
import { command, list, type Feature } from '#libs/runtime';
import type { TenancyParts } from '../tenancy.provider';
import { changeDepartment } from './change-department';
import { createDepartment } from './create-department';
import { deleteDepartment } from './delete-department';
import { department } from './department';
import { departmentOccupancy } from './department-occupancy.provider';
import { DepartmentRow } from './department.entity';
import { departmentProjection } from './department.projection';

export const departmentFeature: Feature<TenancyParts> = {
  wirings: [
    command(CreateDepartment, { on: department, id: (_, { newId }) => newId('department'), decide: createDepartment }),
    command(ChangeDepartment, { on: department, id: ({ departmentId }) => departmentId, decide: changeDepartment }),
    command(DeleteDepartment, {
      on: department,
      id: ({ departmentId }) => departmentId,
      facts: departmentOccupancy,
      decide: deleteDepartment,
    }),
    list(ListDepartments, {
      entity: DepartmentRow,
      filters: {},
      show: ({ departmentId, tenantId: _, revision: __, ...row }) => ({ id: departmentId, ...row }),
      get: { query: GetDepartment, key: 'departmentId', noun: 'department' },
    }),
  ],
  projections: [departmentProjection],
};
