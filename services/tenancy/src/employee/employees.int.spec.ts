import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import type { Page } from '#contracts/declare/list-request';
import { ChangeEmployee } from '#contracts/tenancy/change-employee';
import { CreateDepartment } from '#contracts/tenancy/create-department';
import { CreateEmployee } from '#contracts/tenancy/create-employee';
import { DeleteDepartment } from '#contracts/tenancy/delete-department';
import { EMPLOYEE_STATUSES, statusOn, type EmployeeStatus } from '#contracts/tenancy/employee-spells';
import { EraseEmployee } from '#contracts/tenancy/erase-employee';
import { GetEmployee, type Employee } from '#contracts/tenancy/get-employee';
import { ListEmployees } from '#contracts/tenancy/list-employees';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { RehireEmployee } from '#contracts/tenancy/rehire-employee';
import { TerminateEmployee } from '#contracts/tenancy/terminate-employee';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { ServiceFixture } from '#libs/testing';
import { tenancy } from '../tenancy.service';

/** Ahead of UTC for most of the day, so that a rule that takes the date in UTC is seen. */
const TIME_ZONE = 'Pacific/Kiritimati';
const LIMIT = 5;

class TestTenancy extends ServiceFixture {
  static open(): Promise<TestTenancy> {
    return new TestTenancy(tenancy, { config: { organizationLimit: 50 } }).started();
  }
}

let service: TestTenancy;
let tenantId: string;

beforeAll(async () => {
  service = await TestTenancy.open();
});
afterAll(() => service.close());

beforeEach(async () => {
  tenantId = randomUUID();
  const described = { slug: tenantId, name: 'Acme', type: 'company', tier: 'free', currency: 'EUR' } as const;
  const limits = { employees: LIMIT, users: null, requestsPerMinute: null };
  const created = event(OrganizationCreated, { organizationId: tenantId, ...described, timeZone: TIME_ZONE, limits });
  await service.append('tenancy.organization', { tenantId, id: tenantId }, [created], { expected: 'none' });
});

const person = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-01-01' };
const hire = (more: Partial<CreateEmployee> = {}) =>
  service.ask<Created>(CreateEmployee, { ...person, ...more }, { tenantId });
const read = (employeeId: string) => service.ask<Employee>(GetEmployee, { employeeId }, { tenantId });
const list = async (query: object) => (await service.ask<Page<Employee>>(ListEmployees, query, { tenantId })).items;

it('a department is named by its id or by its name, in any case', async () => {
  const { id: departmentId } = await service.ask<Created>(CreateDepartment, { name: 'Kitchen' }, { tenantId });
  const { id: byName } = await hire({ department: 'KITCHEN' });
  const { id: byId } = await hire({ department: departmentId });
  for (const id of [byName, byId]) {
    expect(await read(id)).toMatchObject({ departmentId, department: 'Kitchen', status: 'active' });
  }
});

it.each([
  ['department', { department: 'Nowhere' }],
  ['department', { department: randomUUID() }],
  ['manager', { manager: randomUUID() }],
])('a %s that is not there is refused at its field', async (field, said) => {
  await expect(hire(said)).rejects.toMatchObject({ code: 'NOT_FOUND', fields: [{ pointer: `/${field}` }] });
});

it('a department is deleted when nobody is in it any more', async () => {
  const { id: departmentId } = await service.ask<Created>(CreateDepartment, { name: 'Kitchen' }, { tenantId });
  const { id: employeeId } = await hire({ department: departmentId });
  const remove = () => service.ask(DeleteDepartment, { departmentId }, { tenantId });
  await expect(remove()).rejects.toMatchObject({ code: 'CONFLICT', details: { employees: 1 } });
  await service.ask(ChangeEmployee, { employeeId, department: null }, { tenantId });
  await remove();
  await expect(hire({ department: departmentId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('an external id names one person in its source, and somebody else in another', async () => {
  await hire({ source: 'bamboohr', externalId: 'E-1' });
  await expect(hire({ source: 'bamboohr', externalId: 'E-1' })).rejects.toMatchObject({
    code: 'DUPLICATE',
    fields: [{ pointer: '/externalId' }],
  });
  await hire({ source: 'hibob', externalId: 'E-1' });
});

it('an erased person shows as erased, is not added again under their external id, and makes room', async () => {
  const named = { source: 'bamboohr', externalId: 'E-1' };
  const { id: employeeId } = await hire({ ...named, email: 'ada@example.com', position: 'Baker' });
  await service.ask(EraseEmployee, { employeeId }, { tenantId });
  await service.ask(EraseEmployee, { employeeId }, { tenantId });
  expect(await read(employeeId)).toMatchObject({
    firstName: '[erased]',
    lastName: '[erased]',
    externalId: null,
    email: null,
    position: null,
    startsOn: '2026-01-01',
  });
  expect(await list({ q: 'Lovelace' })).toEqual([]);
  await expect(hire(named)).rejects.toMatchObject({ code: 'ERASED' });
  await hire({ ...named, source: 'hibob' });
  for (let at = 1; at < LIMIT; at++) await hire();
});

it('an organisation has no more employees than its limit; who leaves makes room, and a rehire takes it', async () => {
  const hired = [];
  for (let at = 0; at < LIMIT; at++) hired.push((await hire()).id);
  await expect(hire()).rejects.toMatchObject({ code: 'LIMIT_REACHED', details: { limit: LIMIT } });
  const employeeId = hired[0] as string;
  await service.ask(TerminateEmployee, { employeeId, lastDay: '2026-02-28' }, { tenantId });
  await hire();
  const rehire = service.ask(RehireEmployee, { employeeId, startsOn: '2026-03-01' }, { tenantId });
  await expect(rehire).rejects.toMatchObject({ code: 'LIMIT_REACHED' });
});

it('a list is found by text and by status, as each status is shown', async () => {
  const today = localDate(new Date().toISOString(), TIME_ZONE);
  const offsets = [-1, 0, 1];
  const expected: { status: EmployeeStatus; id: string }[] = [];
  const known = async (startsOn: string, lastDay: string | null) => {
    const { id } = await hire({ startsOn });
    if (lastDay !== null) await service.ask(TerminateEmployee, { employeeId: id, lastDay }, { tenantId });
    expected.push({ status: statusOn(today, { startsOn, lastDay }), id });
  };
  for (const days of offsets) await known('2026-01-01', daysAfter(today, days));
  for (const days of offsets) await known(daysAfter(today, days), null);
  for (const status of EMPLOYEE_STATUSES) {
    const ids = expected.filter((each) => each.status === status).map(({ id }) => id);
    const found = await list({ status });
    expect(found.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(found.every((each) => each.status === status)).toBe(true);
  }
  expect(await list({ q: 'lovel' })).toHaveLength(expected.length);
  expect(await list({ q: 'nobody' })).toHaveLength(0);
});
