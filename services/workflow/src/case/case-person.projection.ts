import { on } from '#contracts/declare/on';
import {
  EmployeeAdded,
  EmployeeChanged,
  EmployeeErased,
  EmployeeLinked,
  EmployeeUnlinked,
  type EmployeeFact,
} from '#contracts/tenancy/employee-events';
import type { Recorded } from '#libs/event-sourcing';
import { change, projection, type RowChange } from '#libs/projections';
import { CasePersonRow } from './case-person.entity';

type OfEmployee<Data extends EmployeeFact = EmployeeFact> = Recorded<{ type: string; data: Data }>;

function changed({ tenantId, data: { employeeId } }: OfEmployee, fields: Partial<CasePersonRow>): RowChange[] {
  return [change(CasePersonRow, { tenantId, employeeId }, (row) => row && { ...row, ...fields })];
}

export const casePersonProjection = projection({
  name: 'case-person',
  service: 'workflow',
  version: 1,
  tables: [CasePersonRow],
  keyColumn: 'employeeId',
  key: (event) => (event.data as EmployeeFact).employeeId,
  on: [
    on(EmployeeAdded, ({ tenantId, data: { employeeId, firstName, lastName, managerId } }) => [
      change(CasePersonRow, { tenantId, employeeId }, () => ({
        tenantId,
        employeeId,
        firstName,
        lastName,
        managerId,
        userId: null,
      })),
    ]),
    on(EmployeeChanged, (event) => {
      const { firstName, lastName, managerId } = event.data;
      return changed(event, { firstName, lastName, managerId });
    }),
    on(EmployeeLinked, (event) => changed(event, { userId: event.data.userId })),
    on(EmployeeUnlinked, (event) => changed(event, { userId: null })),
    on(EmployeeErased, (event) => changed(event, { firstName: null, lastName: null })),
  ],
});
