import { MoreThan } from 'typeorm';
import { statusOn } from '#contracts/tenancy/employee-spells';
import {
  SOURCE_PEOPLE_PAGE,
  type ListSourcePeople,
  type SourcePeople,
  type SourcePerson,
} from '#contracts/tenancy/list-source-people';
import { organizationFacts } from '#contracts/tenancy/organization-facts';
import { localDate } from '#contracts/values/local-date';
import type { QueryGiven } from '#libs/runtime';
import { EmployeeRow } from './employee.entity';

/** By id, a page at a time. Erased people are left out. */
export async function listSourcePeople(
  { source, externalId, after }: ListSourcePeople,
  { rows, lookup, context: { tenantId } }: QueryGiven,
): Promise<SourcePeople> {
  const of = {
    tenantId,
    source,
    ...(externalId !== undefined && { externalId }),
    ...(after !== undefined && { employeeId: MoreThan(after) }),
  };
  const found = await rows.find(EmployeeRow, { where: of, order: { employeeId: 'ASC' }, take: SOURCE_PEOPLE_PAGE + 1 });
  const page = found.slice(0, SOURCE_PEOPLE_PAGE);
  const { state: organization } = await lookup.state(organizationFacts, tenantId, tenantId);
  const today = localDate(new Date().toISOString(), organization.timeZone);
  const managers = await managersOf(page, tenantId, rows);
  const people = page.flatMap((row) => shown(row, { today, managers }));
  const next = found.length > page.length ? (page.at(-1)?.employeeId ?? null) : null;
  return { people, next, count: people.length };
}

async function managersOf(
  page: readonly EmployeeRow[],
  tenantId: string,
  rows: QueryGiven['rows'],
): Promise<ReadonlyMap<string, string | null>> {
  const ids = [...new Set(page.flatMap(({ managerId }) => managerId ?? []))];
  if (ids.length === 0) return new Map();
  const found = await rows.find(EmployeeRow, { where: ids.map((employeeId) => ({ tenantId, employeeId })) });
  return new Map(found.map(({ employeeId, externalId }) => [employeeId, externalId]));
}

function shown(
  row: EmployeeRow,
  { today, managers }: { readonly today: string; readonly managers: ReadonlyMap<string, string | null> },
): SourcePerson[] {
  const { employeeId, externalId, firstName, lastName, email, position, location, departmentId, startsOn, lastDay } =
    row;
  if (externalId === null || firstName === null || lastName === null) return [];
  const managerExternalId = row.managerId === null ? null : (managers.get(row.managerId) ?? null);
  const status = statusOn(today, row);
  const details = { firstName, lastName, email, position, location, departmentId, managerExternalId };
  return [{ employeeId, externalId, ...details, status, startsOn, lastDay }];
}
