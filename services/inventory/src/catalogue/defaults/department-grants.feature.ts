import { GetDepartmentGrants } from '#contracts/inventory/get-department-grants';
import { ListDepartmentGrants, type DepartmentGrants } from '#contracts/inventory/list-department-grants';
import { SetDepartmentGrants } from '#contracts/inventory/set-department-grants';
import { command, list, type Feature } from '#libs/runtime';
import { departmentGrants } from './department-grants';
import { DepartmentGrantsRow } from './department-grants.entity';
import { departmentGrantsProjection } from './department-grants.projection';
import { departmentGrantsFacts } from './department-grants.provider';
import { setDepartmentGrants } from './set-department-grants';

const shownDefaults = ({ departmentId, products, updatedAt }: DepartmentGrantsRow): DepartmentGrants => ({
  id: departmentId,
  departmentId,
  products,
  updatedAt,
});

export const departmentGrantsFeature: Feature = {
  wirings: [
    command(SetDepartmentGrants, {
      on: departmentGrants,
      id: ({ departmentId }) => departmentId,
      facts: departmentGrantsFacts,
      decide: setDepartmentGrants,
    }),
    list(ListDepartmentGrants, {
      entity: DepartmentGrantsRow,
      filters: {},
      show: shownDefaults,
      get: { query: GetDepartmentGrants, key: 'departmentId', noun: 'department with grants' },
    }),
  ],
  projections: [departmentGrantsProjection],
};
