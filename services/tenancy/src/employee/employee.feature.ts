import { ChangeEmployee } from '#contracts/tenancy/change-employee';
import { CreateEmployee } from '#contracts/tenancy/create-employee';
import { statusOn } from '#contracts/tenancy/employee-spells';
import { GetEmployee } from '#contracts/tenancy/get-employee';
import { ImportEmployee } from '#contracts/tenancy/import-employee';
import { ListEmployees } from '#contracts/tenancy/list-employees';
import { RehireEmployee } from '#contracts/tenancy/rehire-employee';
import { RestoreEmployee } from '#contracts/tenancy/restore-employee';
import { TerminateEmployee } from '#contracts/tenancy/terminate-employee';
import { localDate } from '#contracts/values/local-date';
import { equals } from '#libs/read-models';
import { command, list, type Feature } from '#libs/runtime';
import { DepartmentRow } from '../department/department.entity';
import { OrganizationRow } from '../organization/organization.entity';
import type { TenancyParts } from '../tenancy.provider';
import { changeEmployee } from './change-employee';
import { createEmployee } from './create-employee';
import { employee } from './employee';
import { employeeFacts } from './employee-facts.provider';
import { hasStatus } from './employee-status.query';
import { EmployeeRow } from './employee.entity';
import { employeeImport } from './employee.import';
import { employeeProjection } from './employee.projection';
import { formerEmployee } from './former-employee.provider';
import { importEmployee } from './import-employee';
import { importedEmployee, importedEmployeeFacts } from './imported-employee.provider';
import { rehireEmployee } from './rehire-employee';
import { restoreEmployee } from './restore-employee';
import { terminateEmployee } from './terminate-employee';

const ofEmployee = {
  on: employee,
  id: ({ employeeId }: { readonly employeeId: string }) => employeeId,
  facts: employeeFacts,
  limits: ({ facts }: { readonly facts: { readonly limit: number } }) => ({ employees: facts.limit }),
};

export const employeeFeature: Feature<TenancyParts> = {
  wirings: [
    command(CreateEmployee, { ...ofEmployee, id: (_, { newId }) => newId('employee'), decide: createEmployee }),
    command(ChangeEmployee, { ...ofEmployee, decide: changeEmployee }),
    command(TerminateEmployee, { ...ofEmployee, decide: terminateEmployee }),
    command(RehireEmployee, { ...ofEmployee, decide: rehireEmployee }),
    command(ImportEmployee, {
      ...ofEmployee,
      id: importedEmployee,
      facts: importedEmployeeFacts,
      decide: importEmployee,
      answer: (_, { id, revision, events: [first] }) => ({
        id,
        revision,
        outcome: first?.type === 'EmployeeAdded' ? ('created' as const) : ('changed' as const),
      }),
    }),
    command(RestoreEmployee, { ...ofEmployee, facts: formerEmployee, decide: restoreEmployee }),
    list(ListEmployees, {
      entity: EmployeeRow,
      joins: {
        department: { entity: DepartmentRow, on: { departmentId: 'departmentId' } },
        organization: { entity: OrganizationRow, on: { tenantId: 'organizationId' } },
      },
      filters: {
        status: hasStatus,
        departmentId: equals('departmentId'),
        managerId: equals('managerId'),
        source: equals('source'),
        externalId: equals('externalId'),
      },
      show: ({ employeeId, tenantId: _, revision: __, department, organization, ...row }) => ({
        id: employeeId,
        ...row,
        department: department?.name ?? null,
        status: statusOn(localDate(new Date().toISOString(), organization?.timeZone ?? 'UTC'), row),
      }),
      get: { query: GetEmployee, key: 'employeeId', noun: 'employee' },
    }),
  ],
  projections: [employeeProjection],
  imports: [employeeImport],
};
