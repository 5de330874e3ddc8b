import { randomUUID } from 'node:crypto';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import type { Page } from '#contracts/declare/list-request';
import { DomainCreated, DomainMembersSet } from '#contracts/tenancy/domain-events';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { CreateTask } from '#contracts/workflow/create-task';
import { ListTasks, type TaskSummary } from '#contracts/workflow/list-tasks';
import { OpenDueTasks } from '#contracts/workflow/open-due-tasks';
import { OpenNextTask } from '#contracts/workflow/open-next-task';
import { ReassignOpenTasks } from '#contracts/workflow/reassign-open-tasks';
import { ServiceFixture } from '#libs/testing';
import { workflow } from '../workflow.service';

/** The service, which sends to itself. */
class TestTasks extends ServiceFixture {
  static open(): Promise<TestTasks> {
    const made: TestTasks = new TestTasks(workflow, {
      sender: { send: async (...sent) => (await made.dispatch(...sent)) as never },
    });
    return made.started();
  }
}

const ZONE = 'Pacific/Auckland';
const [ADA, GRACE] = [randomUUID(), randomUUID()];
let service: TestTasks;
let tenantId: string;

beforeAll(async () => {
  service = await TestTasks.open();
});
afterAll(() => service.close());
beforeEach(async () => {
  tenantId = randomUUID();
  const limits = { employees: 1, users: 1, requestsPerMinute: null };
  const described = { slug: 'nord', name: 'Nord', type: 'company', tier: 'free', currency: 'EUR', limits } as const;
  await service.append('tenancy.organization', { tenantId, id: tenantId }, [
    event(OrganizationCreated, { organizationId: tenantId, timeZone: ZONE, ...described }),
  ]);
});

async function domain(...others: readonly string[]): Promise<string> {
  const domainId = randomUUID();
  await service.append('tenancy.domain', { tenantId, id: domainId }, [
    event(DomainCreated, { domainId, name: 'Fire safety', description: null, ownerId: ADA }),
    event(DomainMembersSet, { domainId, members: [ADA, ...others] }),
  ]);
  return domainId;
}

const ask = <Answer extends object = Created>(contract: new () => object, payload: object = {}) =>
  service.ask<Answer>(contract, payload, { tenantId });
const task = async (domainId: string, more: object = {}) =>
  (await ask(CreateTask, { domainId, title: 'Doors', assigneeId: ADA, ...more })).id;
const tasks = async (filters: object = {}) =>
  (await ask<Page<TaskSummary>>(ListTasks, { sort: 'dueOn', ...filters })).items;
const dues = async (filters: object = {}) => (await tasks(filters)).map(({ dueOn }) => dueOn);

const today = () => localDate(new Date().toISOString(), ZONE);

it('a series that goes on by date has the task of the latest day that has come, once', async () => {
  const domainId = await domain();
  const begin = daysAfter(today(), -3);
  const seriesId = await task(domainId, { dueOn: begin, recurrence: 'FREQ=DAILY', repeat: 'by_date' });
  await task(domainId, { dueOn: begin, recurrence: 'FREQ=DAILY' });
  await Promise.all([ask(OpenDueTasks), ask(OpenDueTasks)]);
  await ask(OpenDueTasks);
  await service.caughtUp();
  expect(await dues({ seriesId })).toEqual([begin, today()]);
  expect(await tasks()).toHaveLength(3);
});

it('the next task of a day is made once, however often it is asked for', async () => {
  const taskId = await task(await domain(), { dueOn: '2026-09-26', recurrence: 'FREQ=DAILY' });
  const next = { taskId, seriesId: taskId, dueOn: '2026-09-27' };
  const made = await Promise.all([1, 2, 3].map(() => ask(OpenNextTask, next)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(await dues({ seriesId: taskId })).toEqual(['2026-09-26', '2026-09-27']);
});

it('a hand-over gives open tasks to another member, and to nobody where they are none', async () => {
  const [shared, own] = [await domain(GRACE), await domain()];
  const [given, left, other] = [await task(shared), await task(own), await task(shared, { assigneeId: GRACE })];
  const handed = await ask<object>(ReassignOpenTasks, { fromUserId: ADA, toUserId: GRACE });
  expect(handed).toEqual({ reassigned: 1, unassigned: 1 });
  await service.caughtUp();
  const assignees = new Map((await tasks()).map(({ id, assigneeId }) => [id, assigneeId]));
  expect([given, left, other].map((id) => assignees.get(id))).toEqual([GRACE, null, GRACE]);
  expect(await ask<object>(ReassignOpenTasks, { fromUserId: ADA, toUserId: GRACE })).toEqual({
    reassigned: 0,
    unassigned: 0,
  });
});
