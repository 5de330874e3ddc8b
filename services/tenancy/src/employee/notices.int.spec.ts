import { randomUUID } from 'node:crypto';
import { ApplyLeave } from '#contracts/auth/apply-leave';
import { MembershipAccepted, MembershipGranted } from '#contracts/auth/membership-events';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import { ApplyPersonNotice, type AppliedNotice } from '#contracts/tenancy/apply-person-notice';
import { CreateEmployee } from '#contracts/tenancy/create-employee';
import { GetEmployee, type Employee } from '#contracts/tenancy/get-employee';
import { LinkEmployee } from '#contracts/tenancy/link-employee';
import { LinkEmployeeByAddress } from '#contracts/tenancy/link-employee-by-address';
import { LinkUserByAddress } from '#contracts/tenancy/link-user-by-address';
import { ListEmployees } from '#contracts/tenancy/list-employees';
import type { Page } from '#contracts/declare/list-request';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { TerminateEmployee } from '#contracts/tenancy/terminate-employee';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { tenancy } from '../tenancy.service';
import { applyDueChangesJob } from './apply-due-changes.job';

const applied: object[] = [];

class TestTenancy extends ServiceFixture {
  static open(): Promise<TestTenancy> {
    const sender = {
      send: (contract: unknown, payload: object) => {
        if (contract === ApplyLeave) applied.push(payload);
        return Promise.resolve({ answer: {} });
      },
    };
    return new TestTenancy(tenancy, { config: { organizationLimit: 50 }, sender: sender as never }).started();
  }
}

let service: TestTenancy;
let tenantId: string;

beforeAll(async () => {
  service = await TestTenancy.open();
});
afterAll(() => service.close());

beforeEach(async () => {
  applied.length = 0;
  tenantId = randomUUID();
  const described = { slug: tenantId, name: 'Nord', type: 'company', tier: 'free', currency: 'EUR' } as const;
  const limits = { employees: 10, users: null, requestsPerMinute: null };
  const zoned = { ...described, timeZone: 'Europe/Berlin', limits };
  const created = event(OrganizationCreated, { organizationId: tenantId, ...zoned });
  await service.append('tenancy.organization', { tenantId, id: tenantId }, [created], { expected: 'none' });
});

const ADA = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' };

function told(kind: ApplyPersonNotice['kind'], more: Partial<ApplyPersonNotice> = {}): Promise<AppliedNotice> {
  const dates = { happenedAt: '2026-02-01T09:00:00.000Z', effectiveOn: null, lastDay: null };
  const notice = { source: 'bamboohr', externalId: 'E-1', noticeId: randomUUID(), kind, ...dates, person: {}, ...more };
  return service.ask(ApplyPersonNotice, notice, { tenantId });
}

const hired = (more: Partial<ApplyPersonNotice> = {}) =>
  told('hired', { effectiveOn: '2026-03-01', person: ADA, ...more });
const shown = (employeeId: string) => service.ask<Employee>(GetEmployee, { employeeId }, { tenantId });
const tenantOnly = () => ({ tenantId });

/** A user of the organisation whose address is theirs. */
async function aUser(email = ADA.email): Promise<string> {
  const membershipId = randomUUID();
  const of = { membershipId, organizationId: tenantId };
  const before = await service.recorded('auth.members', { tenantId, id: tenantId });
  await service.append(
    'auth.members',
    { tenantId, id: tenantId },
    [
      event(MembershipGranted, { ...of, roles: ['viewer'], email, name: 'Ada', passwordId: null }),
      event(MembershipAccepted, { ...of, by: 'invitation' }),
    ],
    { expected: before.length === 0 ? 'none' : before.length - 1 },
  );
  return membershipId;
}

describe('notices', () => {
  it('of a correction, a leave and a hire, each twice, make one employment to the corrected day', async () => {
    const correction = { lastDay: '2026-06-30', happenedAt: '2026-04-02T09:00:00.000Z' };
    const leave = { lastDay: '2026-05-31', happenedAt: '2026-04-01T09:00:00.000Z' };
    const outcomes: string[] = [];
    for (const more of [correction, correction, leave, leave]) outcomes.push((await told('terminated', more)).outcome);
    expect(outcomes).toEqual(['unknown_person', 'unknown_person', 'unknown_person', 'unknown_person']);
    const { id, outcome } = await hired();
    expect(outcome).toBe('created');
    expect(await hired()).toMatchObject({ id, outcome: 'unchanged' });
    expect(await shown(id)).toMatchObject({
      ...ADA,
      source: 'bamboohr',
      externalId: 'E-1',
      spells: [{ startsOn: '2026-03-01', lastDay: '2026-06-30' }],
    });
    const { items } = await service.ask<Page<Employee>>(ListEmployees, {}, tenantOnly());
    expect(items).toHaveLength(1);
  });

  it('find the person who was entered by hand, and one that was told of before is entered once', async () => {
    const entered = { source: 'bamboohr', startsOn: '2026-01-01', ...ADA };
    const { id } = await service.ask<Created>(CreateEmployee, { ...entered, externalId: 'E-1' }, tenantOnly());
    expect(await told('terminated', { lastDay: '2026-05-31' })).toMatchObject({ id, outcome: 'changed' });
    const early = await told('terminated', { externalId: 'E-2', lastDay: '2026-05-31' });
    const byHand = await service.ask<Created>(CreateEmployee, { ...entered, externalId: 'E-2' }, tenantOnly());
    expect(byHand.id).toBe(early.id);
    const again = service.ask(CreateEmployee, { ...entered, externalId: 'E-2' }, tenantOnly());
    await expect(again).rejects.toMatchObject({ code: 'DUPLICATE', fields: [{ pointer: '/externalId' }] });
  });

  it('of a later change are applied by the job of its night, in the organisation’s time', async () => {
    const { id } = await hired({ person: { ...ADA, position: 'Baker' } });
    const head = { effectiveOn: '2199-10-01', person: { position: 'Head baker' } };
    await told('changed', { ...head, happenedAt: '2026-02-02T09:00:00.000Z' });
    const organizations = [{ id: tenantId, timeZone: 'Europe/Berlin' }];
    const jobs = await service.runJobs({ jobs: [applyDueChangesJob], now: '2199-09-29T12:00:00.000Z', organizations });
    try {
      await jobs.at('2199-09-29T22:05:00.000Z', applyDueChangesJob, 1);
      expect(await shown(id)).toMatchObject({ position: 'Baker' });
      await jobs.at('2199-09-30T22:05:00.000Z', applyDueChangesJob, 2);
      await service.caughtUp();
      expect(await shown(id)).toMatchObject({ position: 'Head baker' });
      // Down for two nights.
      await jobs.at('2199-10-03T10:00:00.000Z', applyDueChangesJob, 3);
    } finally {
      await jobs.stop();
    }
    const changes = await service.recorded('tenancy.employee', { tenantId, id });
    expect(changes.filter(({ type }) => type === 'EmployeeChanged')).toHaveLength(1);
  });

  it('name a manager who comes later', async () => {
    const { id } = await hired({ person: { ...ADA, managerExternalId: 'E-9' } });
    const manager = await hired({ externalId: 'E-9', person: { firstName: 'Grace', lastName: 'Hopper' } });
    expect(await shown(id)).toMatchObject({ managerId: manager.id });
  });
});

describe('an employee', () => {
  it('is linked to a user by hand, who belongs to one employee only', async () => {
    const [{ id }, other] = [await hired(), await hired({ externalId: 'E-2' })];
    const userId = await aUser();
    const link = (employeeId: string, to: string | null) =>
      service.ask(LinkEmployee, { employeeId, userId: to }, tenantOnly());
    await link(id, userId);
    expect(await shown(id)).toMatchObject({ userId });
    await expect(link(other.id, userId)).rejects.toMatchObject({ code: 'DUPLICATE' });
    await expect(link(other.id, randomUUID())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await link(id, null);
    await link(other.id, userId);
    expect(applied).toMatchObject([{ employeeId: id }, { employeeId: id }, { employeeId: other.id }]);
  });

  it('is linked by the proven address of one user, whichever of them comes second', async () => {
    const userId = await aUser();
    const { id } = await hired();
    await service.ask(LinkEmployeeByAddress, { employeeId: id }, tenantOnly());
    expect(await shown(id)).toMatchObject({ userId });
    const grace = await hired({
      externalId: 'E-2',
      person: { firstName: 'Grace', lastName: 'Hopper', email: 'grace@example.com' },
    });
    const second = await aUser('Grace@example.com');
    expect(await service.ask(LinkUserByAddress, { userId: second }, tenantOnly())).toEqual({ employeeId: grace.id });
  });

  it('with the address of a former one is another person: no user is moved', async () => {
    const former = await hired();
    const userId = await aUser();
    await service.ask(LinkEmployee, { employeeId: former.id, userId }, tenantOnly());
    await told('terminated', { lastDay: '2026-05-31' });
    const { id } = await hired({ externalId: 'E-77', effectiveOn: '2026-09-01' });
    expect(id).not.toBe(former.id);
    await service.ask(LinkEmployeeByAddress, { employeeId: id }, tenantOnly());
    expect(await shown(id)).toMatchObject({ userId: null, email: ADA.email });
    // Nor where the former one was never linked.
    await service.ask(LinkEmployee, { employeeId: former.id, userId: null }, tenantOnly());
    await service.ask(LinkEmployeeByAddress, { employeeId: id }, tenantOnly());
    expect(await service.ask(LinkUserByAddress, { userId }, tenantOnly())).toEqual({ employeeId: null });
    expect(await shown(id)).toMatchObject({ userId: null });
  });

  it('who leaves in the future works until then, and a leave that has come is applied before the answer', async () => {
    const { id } = await hired({ effectiveOn: '2025-03-01' });
    const today = localDate(new Date().toISOString(), 'Europe/Berlin');
    await told('terminated', { lastDay: daysAfter(today, 20) });
    expect(await shown(id)).toMatchObject({ status: 'leaving' });
    expect(applied).toEqual([]);
    const userId = await aUser();
    await service.ask(LinkEmployee, { employeeId: id, userId }, tenantOnly());
    await service.ask(TerminateEmployee, { employeeId: id, lastDay: daysAfter(today, -1) }, tenantOnly());
    expect(applied).toEqual([
      { employeeId: id, userId },
      { employeeId: id, userId },
    ]);
    expect(await shown(id)).toMatchObject({ status: 'ended' });
  });
});
