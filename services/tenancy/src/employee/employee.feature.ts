import { membershipFacts } from '#contracts/auth/membership-facts';
import { ApplyPersonNotice } from '#contracts/tenancy/apply-person-notice';
import { ApplyDueChanges } from '#contracts/tenancy/apply-due-changes';
import { ChangeEmployee } from '#contracts/tenancy/change-employee';
import { CreateEmployee } from '#contracts/tenancy/create-employee';
import { EraseEmployee } from '#contracts/tenancy/erase-employee';
import { statusOn } from '#contracts/tenancy/employee-spells';
import { GetEmployee } from '#contracts/tenancy/get-employee';
import { ImportEmployee } from '#contracts/tenancy/import-employee';
import { LinkEmployeeByAddress } from '#contracts/tenancy/link-employee-by-address';
import { LinkUserByAddress } from '#contracts/tenancy/link-user-by-address';
import { LinkEmployee } from '#contracts/tenancy/link-employee';
import { ListEmployees } from '#contracts/tenancy/list-employees';
import { ListSourcePeople } from '#contracts/tenancy/list-source-people';
import { RehireEmployee } from '#contracts/tenancy/rehire-employee';
import { RestoreEmployee } from '#contracts/tenancy/restore-employee';
import { TerminateEmployee } from '#contracts/tenancy/terminate-employee';
import { ERASED } from '#contracts/values/erased';
import { localDate } from '#contracts/values/local-date';
import { equals } from '#libs/read-models';
import { command, handler, list, query, type Feature } from '#libs/runtime';
import { DepartmentRow } from '../department/department.entity';
import { OrganizationRow } from '../organization/organization.entity';
import type { TenancyParts } from '../tenancy.provider';
import { addressMatch, linkUserByAddress } from './address-match.provider';
import { applyDueChangesJob } from './apply-due-changes.job';
import { applyDueChangesOfOrganization } from './due-changes.handler';
import { appliedNotice, applyPersonNotice } from './apply-person-notice';
import { changeEmployee } from './change-employee';
import { createEmployee } from './create-employee';
import { employee } from './employee';
import { eraseEmployee } from './erase-employee';
import { employeeFacts } from './employee-facts.provider';
import { hasStatus } from './employee-status.query';
import { EmployeeRow } from './employee.entity';
import { employeeImport } from './employee.import';
import { employeeProjection } from './employee.projection';
import { publishLeave } from './leave-publication.provider';
import { linkByAddress } from './link-by-address';
import { linkByAddressReactor } from './link-by-address.reactor';
import { linkEmployee } from './link-employee';
import { newEmployee, newEmployeeFacts } from './new-employee-facts.provider';
import { formerEmployee } from './former-employee.provider';
import { importEmployee } from './import-employee';
import { importedEmployeeFacts } from './imported-employee.provider';
import { noticedEmployee, noticeFacts } from './noticed-employee.provider';
import { rehireEmployee } from './rehire-employee';
import { restoreEmployee } from './restore-employee';
import { listSourcePeople } from './source-people.query';
import { terminateEmployee } from './terminate-employee';

const ofEmployee = {
  on: employee,
  id: ({ employeeId }: { readonly employeeId: string }) => employeeId,
  facts: employeeFacts,
  limits: ({ facts }: { readonly facts: { readonly limit: number } }) => ({ employees: facts.limit }),
};

type Shown = EmployeeRow & {
  readonly department: DepartmentRow | null;
  readonly organization: OrganizationRow | null;
};

/** A row of the list; the single read adds the employments. */
function listed({
  employeeId,
  tenantId: _,
  revision: __,
  department,
  organization,
  spells,
  nextChangeOn: ____,
  ...row
}: Shown) {
  return {
    id: employeeId,
    ...row,
    firstName: row.firstName ?? ERASED,
    lastName: row.lastName ?? ERASED,
    department: department?.name ?? null,
    status: statusOn(localDate(new Date().toISOString(), organization?.timeZone ?? 'UTC'), row),
    spellCount: spells.length,
  };
}

export const employeeFeature: Feature<TenancyParts> = {
  wirings: [
    command(CreateEmployee, {
      ...ofEmployee,
      id: newEmployee,
      facts: newEmployeeFacts,
      decide: createEmployee,
    }),
    command(ChangeEmployee, { ...ofEmployee, decide: changeEmployee }),
    command(TerminateEmployee, { ...ofEmployee, decide: terminateEmployee, then: publishLeave }),
    command(RehireEmployee, { ...ofEmployee, decide: rehireEmployee }),
    command(ApplyPersonNotice, {
      ...ofEmployee,
      id: noticedEmployee,
      facts: noticeFacts,
      decide: applyPersonNotice,
      answer: appliedNotice,
      then: publishLeave,
    }),
    command(LinkEmployee, {
      on: employee,
      id: ({ employeeId }) => employeeId,
      facts: async ({ userId }, { context: { tenantId }, lookup }) => ({
        isUser: userId !== null && (await lookup.state(membershipFacts, tenantId, tenantId)).state.has(userId),
      }),
      decide: linkEmployee,
      then: publishLeave,
    }),
    command(LinkEmployeeByAddress, {
      on: employee,
      id: ({ employeeId }) => employeeId,
      facts: addressMatch,
      decide: linkByAddress,
    }),
    handler(ApplyDueChanges, applyDueChangesOfOrganization, { reads: [employeeProjection] }),
    handler(LinkUserByAddress, linkUserByAddress, { reads: [employeeProjection] }),
    command(EraseEmployee, { on: employee, id: ({ employeeId }) => employeeId, decide: eraseEmployee }),
    command(ImportEmployee, {
      ...ofEmployee,
      id: newEmployee,
      facts: importedEmployeeFacts,
      decide: importEmployee,
      answer: (_, { id, revision, events: [first] }) => ({
        id,
        revision,
        outcome: first?.type === 'EmployeeAdded' ? ('created' as const) : ('changed' as const),
      }),
    }),
    command(RestoreEmployee, { ...ofEmployee, facts: formerEmployee, decide: restoreEmployee }),
    query(ListSourcePeople, listSourcePeople, { reads: [employeeProjection] }),
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
        userId: equals('userId'),
      },
      show: listed,
      get: {
        query: GetEmployee,
        key: 'employeeId',
        noun: 'employee',
        show: (row) => ({ ...listed(row), spells: row.spells }),
        // They change with the department, the date and an erasure.
        beside: (row) => [listed(row).department, listed(row).status, row.firstName === null],
      },
    }),
  ],
  projections: [employeeProjection],
  imports: [employeeImport],
  reactors: [linkByAddressReactor],
  schedules: [applyDueChangesJob],
};
