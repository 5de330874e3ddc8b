import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import type { Page } from '#contracts/declare/list-request';
import { DomainCreated, DomainMembersSet } from '#contracts/tenancy/domain-events';
import { OrganizationCreated } from '#contracts/tenancy/organization-events';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { AttachToTask, type AttachedToTask } from '#contracts/workflow/attach-to-task';
import { CompleteTask } from '#contracts/workflow/complete-task';
import { CreateTask } from '#contracts/workflow/create-task';
import { ListTasks, type TaskSummary } from '#contracts/workflow/list-tasks';
import { OpenDueTasks } from '#contracts/workflow/open-due-tasks';
import { OpenNextTask } from '#contracts/workflow/open-next-task';
import { ReadAttachment } from '#contracts/workflow/read-attachment';
import { RemoveTaskAttachment } from '#contracts/workflow/remove-task-attachment';
import { ReassignOpenTasks } from '#contracts/workflow/reassign-open-tasks';
import { commandContext } from '#libs/testing/command-context';
import { ServiceFixture } from '#libs/testing/service-fixture';
import { MEDIA_TYPES } from '#contracts/values/media-types';
import { Clamd } from '../attachment/clamd.fixture';
import { workflow } from '../workflow.service';
import { nextTaskReactor } from './next-task.reactor';
import { completeTask } from './set-task-status';
import { task as taskAggregate } from './task';

const settings: { clamdUrl?: string } = {};

/** The service, which sends to itself. */
class TestTasks extends ServiceFixture {
  static open(): Promise<TestTasks> {
    const made: TestTasks = new TestTasks(workflow, {
      sender: { send: async (...sent) => (await made.dispatch(...sent)) as never },
      config: settings,
    });
    return made.started();
  }
}

const ZONE = 'Pacific/Auckland';
const [ADA, GRACE] = [randomUUID(), randomUUID()];
let service: TestTasks;
let clamd: Clamd;
let tenantId: string;

beforeAll(async () => {
  clamd = await Clamd.open();
  service = await TestTasks.open();
});
afterAll(async () => {
  clamd.close();
  await service.close();
});
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

it('a task that two replicas complete at the same time is followed by one', async () => {
  const domainId = await domain();
  const taskId = await task(domainId, { dueOn: '2026-09-26', recurrence: 'FREQ=DAILY' });
  const other = service.replica();
  const context = () => commandContext({ tenantId });
  const onOther = other.commands.handle({
    aggregate: taskAggregate,
    id: taskId,
    command: { taskId },
    context: context(),
    decide: completeTask,
    answer: (_, { events }) => events.length,
  });
  await Promise.all([onOther, ask(CompleteTask, { taskId }), ask(CompleteTask, { taskId })]);
  const ends = (await service.recorded('workflow.task', { tenantId, id: taskId })).filter(
    ({ type }) => type === 'TaskCompleted',
  );
  expect(ends).toHaveLength(1);
  // Each replica's reactor answers the same event.
  const [next] = ends.flatMap((ended) => nextTaskReactor.react(ended));
  if (!next) throw new Error('the series ends');
  const { contract, payload } = next;
  await Promise.all([1, 2].map(() => service.dispatch(contract, payload, context())));
  await service.caughtUp();
  expect(await dues({ seriesId: taskId })).toEqual(['2026-09-26', '2026-09-27']);
});

describe('a file of a task', () => {
  const PDF = '%PDF-1.7\n';
  const stored = async (bytes = PDF) =>
    (await service.storage.put(tenantId, Readable.from([Buffer.from(bytes)]), { limit: 1_000, takes: MEDIA_TYPES })).id;
  const attach = (taskId: string, fileId: string) =>
    ask<AttachedToTask>(AttachToTask, { taskId, fileId, name: 'plan.pdf' });
  const files = async (taskId: string) =>
    (await service.recorded('workflow.task', { tenantId, id: taskId })).filter(({ type }) => /Attachment/.test(type));

  afterEach(() => {
    delete settings.clamdUrl;
  });

  it('goes from the storage when it is removed, and is missing then', async () => {
    const taskId = await task(await domain());
    const [kept, removed] = [await stored(), await stored()];
    const { attachmentId: keptId } = await attach(taskId, kept);
    const { attachmentId } = await attach(taskId, removed);
    await ask(RemoveTaskAttachment, { taskId, attachmentId });
    await expect(service.storage.head(tenantId, removed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await service.storage.head(tenantId, kept)).toMatchObject({ claimedBy: keptId });
    await expect(ask(ReadAttachment, { attachmentId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ask(RemoveTaskAttachment, { taskId, attachmentId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is refused when it is infected', async () => {
    settings.clamdUrl = clamd.url;
    clamd.answer = 'stream: Eicar-Signature FOUND';
    const taskId = await task(await domain());
    await expect(attach(taskId, await stored())).rejects.toMatchObject({ code: 'FILE_INFECTED' });
    expect(await files(taskId)).toEqual([]);
    clamd.answer = 'stream: OK';
    await attach(taskId, await stored());
    expect(clamd.received.includes(PDF)).toBe(true);
  });

  it('is taken by nobody while the scanner is out of reach', async () => {
    settings.clamdUrl = 'tcp://127.0.0.1:1';
    const taskId = await task(await domain());
    const fileId = await stored();
    await expect(attach(taskId, fileId)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await files(taskId)).toEqual([]);
    expect(await service.storage.head(tenantId, fileId)).toMatchObject({ claimedBy: null });
  });

  it('has bytes', async () => {
    const taskId = await task(await domain());
    await expect(attach(taskId, await stored(''))).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      fields: [{ pointer: '/file' }],
    });
  });
});
