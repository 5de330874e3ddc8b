import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import type { Pool } from 'pg';
import type { Created } from '#contracts/created';
import { event, type EventClass } from '#contracts/declare/event';
import { ImportFinished, ImportProgressed, ImportStarted, ImportUndone } from '#contracts/imports/import-events';
import type { StartImport } from '#contracts/imports/start-import';
import type { Page } from '#contracts/declare/list-request';
import { ChangeDepartment } from '#contracts/tenancy/change-department';
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
import type { OpenImports } from '#libs/imports';
import { ROLES } from '#libs/read-models';

import { eventually } from '#libs/testing/eventually';
import { commandContext } from '#libs/testing/command-context';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { tenancy } from '../tenancy.service';

/** Ahead of UTC for most of the day, so that a rule that takes the date in UTC is seen. */
const TIME_ZONE = 'Pacific/Kiritimati';
const LIMIT = 5;

class TestTenancy extends ServiceFixture {
  static open(): Promise<TestTenancy> {
    return new TestTenancy(tenancy, { config: { organizationLimit: 50 } }).started();
  }

  private jobs: Pool | undefined;

  /** The place of stored files. */
  get folder(): string {
    return this.place.folder;
  }

  /** As if the time to look at an import again had come. */
  async expireLease(importId: string): Promise<void> {
    const sql = `UPDATE imports.job SET lease_until = '-infinity' WHERE id = $1 AND owner IS NULL RETURNING id`;
    const pool = (this.jobs ??= this.pool(ROLES.projector));
    await eventually(async () => {
      if ((await pool.query(sql, [importId])).rowCount === 0) throw new Error('somebody works on it');
    });
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

it("a department's new name moves the entity tag of those who are in it", async () => {
  const { id: departmentId } = await service.ask<Created>(CreateDepartment, { name: 'Kitchen' }, { tenantId });
  const { id: employeeId } = await hire({ department: departmentId });
  const readAgain = async (more: object = {}) => {
    await service.caughtUp();
    const actor = { id: randomUUID(), type: 'user', roles: ['admin'] } as const;
    return service.dispatch(GetEmployee, { employeeId }, { ...commandContext({ tenantId, actor }), ...more });
  };
  const { etag } = await readAgain();
  expect((await readAgain({ ifNoneMatch: etag })).answer).toBeNull();
  await service.ask(ChangeDepartment, { departmentId, name: 'Bakery' }, { tenantId });
  expect((await readAgain({ ifNoneMatch: etag })).answer).toMatchObject({ department: 'Bakery' });
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

describe('an import', () => {
  const imports: OpenImports[] = [];
  const context = () => commandContext({ tenantId, actor: { id: randomUUID(), type: 'user', roles: ['admin'] } });
  const HEADING = 'source,externalId,firstName,lastName,email,department,startsOn,lastDay';
  const fileOf = (...rows: readonly string[]) => [HEADING, ...rows].join('\n');
  const storedFiles = () => readdir(service.folder, { recursive: true, withFileTypes: true });

  afterEach(async () => {
    await Promise.all(imports.splice(0).map((each) => each.stop()));
  });

  function worker(more: Parameters<TestTenancy['openImports']>[0] = {}): OpenImports {
    const made = service.openImports({ pollMs: 20, ...more });
    imports.push(made);
    made.start();
    return made;
  }

  /** As the gateway stores it. */
  async function start(csv: string, more: Partial<StartImport> = {}): Promise<string> {
    const bytes = (async function* () {
      yield await Promise.resolve(Buffer.from(csv));
    })();
    const subject = `upload:${randomUUID()}`;
    const { id: fileId } = await service.storage.put(tenantId, bytes, { limit: 1_000_000, subject });
    const open = imports[0] ?? service.openImports();
    const { answer } = await open.imports.start({ kind: 'employees', fileId, mode: 'skip_bad', ...more }, context());
    return answer.id;
  }

  const eventsOf = async <Data>(id: string, { type }: EventClass<string, Data & object>) =>
    (await service.recorded('imports.batch', { tenantId, id })).flatMap((each) =>
      each.type === type ? [each.data as Data] : [],
    );

  async function ended(id: string, times = 1) {
    await eventually(async () => {
      if ((await eventsOf(id, ImportFinished)).length < times) throw new Error('it is not over');
    });
    const [finished, rows] = [await eventsOf(id, ImportFinished), await eventsOf(id, ImportProgressed)];
    const effects = rows.flatMap((each) => each.effects.map(({ outcome }) => outcome));
    const faults = rows.flatMap((each) => each.faults);
    return { ...finished.at(-1), effects, faults, unchanged: rows.map(({ unchanged }) => unchanged) };
  }

  it('adds, changes, ends and rehires people by source and external id; the same file again changes nothing', async () => {
    worker();
    await service.ask(CreateDepartment, { name: 'Kitchen' }, { tenantId });
    await hire({ source: 'hr', externalId: 'E-1', email: 'ada@example.com' });
    const { id: gone } = await hire({ source: 'hr', externalId: 'E-2' });
    await service.ask(TerminateEmployee, { employeeId: gone, lastDay: '2026-02-28' }, { tenantId });
    await hire({ source: 'other', externalId: 'E-3', email: 'ada@example.com' });
    const csv = fileOf(
      'hr,E-1,Ada,King,,kitchen,,2026-03-31',
      'hr,E-2,,,,,2026-06-01,',
      'hr,E-3,Grace,Hopper,ada@example.com,,2026-01-01,',
    );
    expect(await ended(await start(csv))).toMatchObject({
      outcome: 'done',
      effects: ['changed', 'changed', 'created'],
      faults: [],
    });
    const found = await list({ sort: 'createdAt', source: 'hr' });
    expect(found).toMatchObject([
      { lastName: 'King', email: 'ada@example.com', department: 'Kitchen', lastDay: '2026-03-31' },
      { startsOn: '2026-06-01', spellCount: 2 },
      { lastName: 'Hopper', externalId: 'E-3' },
    ]);
    expect(await ended(await start(csv))).toMatchObject({ outcome: 'done', effects: [], unchanged: [3] });
  });

  it('leaves no value of its file in events, plans or storage', async () => {
    worker();
    const csv = fileOf(
      'hr,Quirin-1,Quirinius,Zabriskie,quirinius@example.com,Nowhere,2026-01-01,',
      'hr,Quirin-2,Quirinius,Zabriskie,quirinius.example.com,,2026-01-01,',
      'hr,Quirin-2,Quirinius,Zabriskie,,,2026-01-01,',
      'hr,Quirin-2,Quirinius,Zabriskie,,,2026-01-01,',
      'hr,Quirin-3,Quirinius,Zabriskie,,,01.13.2026,',
    ).replace('lastDay', 'Zabriskie');
    const id = await start(csv);
    const { faults, effects } = await ended(id);
    expect(effects).toEqual(['created']);
    expect(faults.map(({ record, column, code, value }) => ({ record, column, code, value }))).toEqual([
      { record: 1, column: 'department', code: 'NOT_FOUND', value: null },
      { record: 2, column: 'email', code: 'FORMAT', value: null },
      { record: 4, column: null, code: 'DUPLICATE', value: null },
      { record: 5, column: 'startsOn', code: 'FORMAT', value: null },
    ]);
    const recorded = [];
    for await (const each of service.log.readAll()) if (each.stream.includes(tenantId)) recorded.push(each);
    expect(JSON.stringify(recorded)).not.toMatch(/Quirin|Zabriskie/i);
    await eventually(async () => {
      expect((await storedFiles()).filter((each) => each.isFile() && each.parentPath.includes(tenantId))).toEqual([]);
    });
  });

  it('refuses rows beyond the limit of employees, in the check as in the run', async () => {
    worker();
    await hire();
    const rows = Array.from({ length: LIMIT + 1 }, (_, at) => `hr,E-${at},Ada,Lovelace,,,2026-01-01,`);
    const beyond = [LIMIT, LIMIT + 1].map((record) => ({ record, code: 'LIMIT_REACHED' }));
    const all = await ended(await start(fileOf(...rows), { mode: 'all_or_nothing' }));
    expect(all).toMatchObject({ outcome: 'failed', code: 'ROWS_BAD', faults: beyond });
    expect(await list({})).toHaveLength(1);
    const some = await ended(await start(fileOf(...rows)));
    expect([some.outcome, some.effects.length, some.faults.map(({ code }) => code)]).toEqual([
      'done',
      LIMIT - 1,
      ['LIMIT_REACHED', 'LIMIT_REACHED'],
    ]);
  });

  it('is reverted by what the log says was there before, and keeps whom someone has changed since', async () => {
    const opened = worker();
    const { id: ada } = await hire({ source: 'hr', externalId: 'E-1' });
    const { id: grace } = await hire({ source: 'hr', externalId: 'E-2' });
    const csv = fileOf('hr,E-1,,King,,,,2026-03-31', 'hr,E-2,,King,,,,2026-03-31', 'hr,E-3,Mary,King,,,2026-01-01,');
    const id = await start(csv);
    await ended(id);
    await service.ask(ChangeEmployee, { employeeId: grace, position: 'Admiral' }, { tenantId });
    await opened.imports.revert({ importId: id }, context());
    const [undone] = await eventually(async () => {
      const found = await eventsOf(id, ImportUndone);
      if (found.length === 0) throw new Error('not yet');
      return found;
    });
    expect(undone?.kept.map(({ code }) => code).toSorted()).toEqual(['NOT_REVERSIBLE', 'PRECONDITION_FAILED']);
    const former = { lastName: 'Lovelace', lastDay: null, status: 'active' };
    await eventually(async () => expect(await read(ada)).toMatchObject(former));
    expect(await read(grace)).toMatchObject({ lastName: 'King', lastDay: '2026-03-31' });
  });

  it('keeps the file of a dry run for a week, and then ends it', async () => {
    let now = Date.now();
    worker({ through: { clock: () => now } });
    const id = await start(fileOf('hr,E-1,Ada,Lovelace,,,2026-01-01,'), { dryRun: true });
    expect(await ended(id)).toMatchObject({ outcome: 'dry_run', effects: ['created'] });
    const { fileId } = (await eventsOf(id, ImportStarted))[0] as ImportStarted;
    await service.expireLease(id);
    expect(await service.storage.head(tenantId, fileId)).toMatchObject({ claimedBy: id });
    now += 7 * 86_400_000 + 1;
    await service.expireLease(id);
    expect(await ended(id, 2)).toMatchObject({ outcome: 'failed', code: 'EXPIRED' });
    await eventually(() => expect(service.storage.head(tenantId, fileId)).rejects.toMatchObject({ code: 'NOT_FOUND' }));
    expect(await list({})).toEqual([]);
  });
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
