import { randomUUID } from 'node:crypto';
import { MembershipDeactivated } from '#contracts/auth/membership-events';
import type { Created } from '#contracts/created';
import { event } from '#contracts/declare/event';
import type { Page } from '#contracts/declare/list-request';
import { EmployeeChanged, SpellEnded, SpellEndWithdrawn } from '#contracts/tenancy/employee-events';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { ClaimInboxTask } from '#contracts/workflow/claim-inbox-task';
import { CommentInboxTask } from '#contracts/workflow/comment-inbox-task';
import { CompleteInboxTask } from '#contracts/workflow/complete-inbox-task';
import { GetCase, type CaseDetails } from '#contracts/workflow/get-case';
import { GetInboxTask } from '#contracts/workflow/get-inbox-task';
import { HandOverCase } from '#contracts/workflow/hand-over-case';
import { ListCases, type CaseSummary } from '#contracts/workflow/list-cases';
import { ListInboxTasks } from '#contracts/workflow/list-inbox-tasks';
import { ReassignInboxTask } from '#contracts/workflow/reassign-inbox-task';
import { SetAbsence } from '#contracts/workflow/set-absence';
import { SetTaskTemplates } from '#contracts/workflow/set-task-templates';
import { WaiveTask } from '#contracts/workflow/waive-task';
import type { InboxTask, InboxTaskDetails } from '#contracts/workflow/task-answers';
import type { Reactors } from '#libs/event-sourcing';
import type { Actor } from '#libs/identity';
import { eventually } from '#libs/testing/eventually';
import { TestCases } from './cases.fixture';

let service: TestCases;
let reactors: Pick<Reactors, 'stop'>;
let tenantId: string;

beforeAll(async () => {
  service = await TestCases.open();
  reactors = await service.react();
});
afterAll(async () => {
  await reactors.stop();
  await service.close();
});
beforeEach(async () => {
  tenantId = await service.organization();
  service.elsewhere.splice(0);
  service.refusals.clear();
});

afterEach(() => {
  expect(service.faults.splice(0)).toEqual([]);
});

type By = { readonly actor?: Actor };
const ask = <Answer extends object = Created>(contract: new () => object, payload: object, by: By = {}) =>
  service.ask<Answer>(contract, payload, { tenantId, ...by });
const inbox = async (by: By, filters: object = {}) => (await ask<Page<InboxTask>>(ListInboxTasks, filters, by)).items;
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => (error as { code: string }).code,
  );

const today = () => localDate(new Date().toISOString(), 'Europe/Berlin');
const inDays = (days: number) => daysAfter(today(), days);

/** The one case of an employee, when it fits. */
const theCase = (employeeId: string, fits: (found: CaseDetails) => void) =>
  eventually(async () => {
    await service.caughtUp();
    const { items } = await ask<Page<CaseSummary>>(ListCases, { employeeId });
    expect(items).toHaveLength(1);
    const found = await ask<CaseDetails>(GetCase, { caseId: items[0]?.id });
    fits(found);
    return found;
  });
const openTasks = (count: number) => (found: CaseDetails) => expect(found.openTasks).toBe(count);

const leave = (employeeId: string, lastDay: string) =>
  service.record(
    'tenancy.employee',
    { tenantId, id: employeeId },
    event(SpellEnded, { employeeId, spell: 1, lastDay, reason: null }),
  );

/** A leaver with a grant of each of so many products. */
async function leaver(grants: number, userId?: string): Promise<string> {
  const products = await service.products(
    tenantId,
    Array.from({ length: grants }, (_, n) => `Product ${n}`),
  );
  const employeeId = await service.employee(tenantId, '2020-01-01', { ...(userId !== undefined && { userId }) });
  for (const productId of products) await service.grant(tenantId, productId, employeeId);
  await leave(employeeId, inDays(14));
  return employeeId;
}

it('one hire that is announced several ways is one case, each task once', async () => {
  const [mail, chat] = (await service.products(tenantId, ['Mail', 'Chat'])) as [string, string];
  const departmentId = await service.defaults(tenantId, [mail, chat]);
  const candidates = [{ kind: 'manager' }];
  const desk = { kind: 'onboarding', title: 'Prepare the desk', dueAfter: -2, candidates };
  expect(await ask(SetTaskTemplates, { templates: [desk] })).toMatchObject({ untouchedCases: 0 });
  const employeeId = await service.employee(tenantId, inDays(7), { departmentId });
  const details = {
    firstName: 'Ana',
    lastName: 'Byron',
    email: null,
    position: null,
    location: null,
    departmentId,
    managerId: null,
  };
  const of = { tenantId, id: employeeId };
  await service.record('tenancy.employee', of, event(EmployeeChanged, { employeeId, ...details }));
  const found = await theCase(employeeId, openTasks(3));
  expect(found).toMatchObject({ kind: 'onboarding', status: 'open', person: { lastName: 'Byron' } });
  expect(found.tasks.map(({ title }) => title).toSorted()).toEqual([
    'Give Chat (Contoso)',
    'Give Mail (Contoso)',
    'Prepare the desk',
  ]);
  await service.record(
    'tenancy.employee',
    of,
    event(EmployeeChanged, { employeeId, ...details, departmentId: await service.defaults(tenantId, [mail]) }),
  );
  await theCase(employeeId, openTasks(2));
});

it('of two who claim at once one holds the task, and the other is told who', async () => {
  const { tasks } = await theCase(await leaver(1), openTasks(1));
  const [ada, grace] = [await service.user(tenantId, ['admin']), await service.user(tenantId, ['admin'])];
  const taskId = tasks[0]?.id ?? '';
  const claims = await Promise.allSettled([ada, grace].map((actor) => ask(ClaimInboxTask, { taskId }, { actor })));
  const winner = claims[0]?.status === 'fulfilled' ? ada : grace;
  const loser = winner === ada ? grace : ada;
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(claims.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'CONFLICT', details: { holderId: winner.id } },
  });
  expect(await codeOf(ask(CompleteInboxTask, { taskId }, { actor: loser }))).toBe('CONFLICT');
  await Promise.all([1, 2].map(() => ask(CompleteInboxTask, { taskId }, { actor: winner })));
  await eventually(async () => expect(await service.recordedOf('InboxTaskStarted')).toHaveLength(1));
});

it('of 64 who claim at once one holds the task, and each of the others is told who', async () => {
  const { tasks } = await theCase(await leaver(1), openTasks(1));
  const people = Array.from({ length: 64 }, (): Actor => ({ id: randomUUID(), type: 'user', roles: ['admin'] }));
  const taskId = tasks[0]?.id ?? '';
  const claims = await Promise.allSettled(people.map((actor) => ask(ClaimInboxTask, { taskId }, { actor })));
  const winners = people.filter((_, at) => claims[at]?.status === 'fulfilled');
  expect(winners).toHaveLength(1);
  const lost = claims.flatMap((each) => (each.status === 'rejected' ? [each.reason as object] : []));
  expect(lost).toEqual(
    lost.map(() => expect.objectContaining({ code: 'CONFLICT', details: { holderId: winners[0]?.id } }) as object),
  );
  expect((await service.recordedOf('InboxTaskClaimed')).filter(({ tenantId: of }) => of === tenantId)).toHaveLength(1);
});

it('a revocation that a rule refuses shows its code and keeps the case open', async () => {
  const employeeId = await leaver(2);
  const actor = await service.user(tenantId, ['admin']);
  const [first, second] = (await theCase(employeeId, openTasks(2))).tasks.map(({ id }) => id);
  await ask(CompleteInboxTask, { taskId: first }, { actor });
  await theCase(employeeId, openTasks(1));
  service.refusals.set('TakeProduct', 'CONFLICT');
  await ask(CompleteInboxTask, { taskId: second }, { actor });
  const refused = await theCase(employeeId, ({ failedTasks }) => expect(failedTasks).toBe(1));
  expect(refused.status).toBe('open');
  expect(refused.tasks.map(({ status, code }) => [status, code])).toEqual([
    ['done', null],
    ['failed', 'CONFLICT'],
  ]);
  service.refusals.clear();
  await ask(CompleteInboxTask, { taskId: second }, { actor });
  await theCase(employeeId, ({ status }) => expect(status).toBe('completed'));
  expect(service.elsewhere.map(({ name }) => name)).toEqual(['TakeProduct', 'TakeProduct']);
});

it('a leave that is withdrawn closes the tasks, keeps comments, and proposes to give back what was taken', async () => {
  const employeeId = await leaver(2);
  const actor = await service.user(tenantId, ['admin']);
  const [first, second] = (await theCase(employeeId, openTasks(2))).tasks.map(({ id }) => id);
  await ask(CompleteInboxTask, { taskId: first, comment: 'As agreed' }, { actor });
  await theCase(employeeId, openTasks(1));
  const withdrawn = event(SpellEndWithdrawn, { employeeId, spell: 1 });
  await service.record('tenancy.employee', { tenantId, id: employeeId }, withdrawn);
  const found = await theCase(employeeId, ({ status }) => expect(status).toBe('canceled'));
  expect(await ask<InboxTaskDetails>(GetInboxTask, { taskId: second })).toMatchObject({
    status: 'canceled',
    canceledReason: 'The leave was taken back',
  });
  expect(found.tasks.filter(({ status }) => status === 'open')).toMatchObject([
    { kind: 'give_grant', reason: 'taken_back' },
  ]);
  const task = await ask<InboxTaskDetails>(GetInboxTask, { taskId: first });
  expect(task.comments).toMatchObject([{ text: 'As agreed', userId: actor.id }]);
});

it('a leaver moves no task of their own case on, and a plain user sees the task that is theirs alone', async () => {
  const [person, helper] = [await service.user(tenantId, ['admin']), await service.user(tenantId)];
  const { id: caseId, tasks } = await theCase(await leaver(2, person.id), openTasks(2));
  const [taskId, otherId] = tasks.map(({ id }) => id);
  expect(await inbox({ actor: helper })).toEqual([]);
  expect(await codeOf(ask(ClaimInboxTask, { taskId }, { actor: helper }))).toBe('NOT_FOUND');
  await ask(ReassignInboxTask, { taskId, to: helper.id });
  expect(await inbox({ actor: helper })).toMatchObject([{ id: taskId, holderId: helper.id }]);
  expect(await inbox({ actor: helper }, { mine: false })).toEqual([]);
  expect(await codeOf(ask(GetInboxTask, { taskId: otherId }, { actor: helper }))).toBe('NOT_FOUND');
  const own = { actor: person };
  for (const contract of [ClaimInboxTask, CompleteInboxTask]) {
    expect(await codeOf(ask(contract, { taskId: otherId }, own))).toBe('FORBIDDEN');
  }
  expect(await codeOf(ask(ReassignInboxTask, { taskId: otherId, to: helper.id }, own))).toBe('FORBIDDEN');
  expect(await codeOf(ask(WaiveTask, { caseId, taskId: otherId, reason: 'none' }, own))).toBe('FORBIDDEN');
  await ask(CommentInboxTask, { taskId: otherId, text: 'I still need it' }, own);
});

it('the tasks of a holder who is deactivated are with their candidates again', async () => {
  const { id: caseId, tasks } = await theCase(await leaver(4), openTasks(4));
  const holder = await service.user(tenantId, ['admin']);
  for (const { id: taskId } of tasks) await ask(ClaimInboxTask, { taskId }, { actor: holder });
  expect(await inbox({ actor: holder }, { mine: true })).toHaveLength(4);
  const deactivated = event(MembershipDeactivated, { membershipId: holder.id, organizationId: tenantId });
  await service.record('auth.members', { tenantId, id: tenantId }, deactivated);
  await eventually(async () => {
    const found = await ask<CaseDetails>(GetCase, { caseId });
    expect(found.tasks.map(({ holderId, status }) => [holderId, status])).toEqual(tasks.map(() => [null, 'open']));
    expect(found.tasks.map(({ dueOn }) => dueOn)).toEqual(tasks.map(({ dueOn }) => dueOn));
  });
});

it('a deputy sees and completes the tasks of an absent user, with both names', async () => {
  const { tasks } = await theCase(await leaver(1), openTasks(1));
  const [absent, deputy] = [await service.user(tenantId), await service.user(tenantId)];
  const taskId = tasks[0]?.id ?? '';
  await ask(ReassignInboxTask, { taskId, to: absent.id });
  expect(await inbox({ actor: deputy })).toEqual([]);
  await ask(SetAbsence, { from: today(), to: inDays(3), deputyId: deputy.id }, { actor: absent });
  expect(await inbox({ actor: deputy })).toMatchObject([{ id: taskId }]);
  await ask(CompleteInboxTask, { taskId }, { actor: deputy });
  await eventually(async () =>
    expect(await ask<InboxTaskDetails>(GetInboxTask, { taskId })).toMatchObject({
      status: 'done',
      completedBy: deputy.id,
      completedFor: absent.id,
    }),
  );
});

it('everything that a leaver owns is handed over at once', async () => {
  const [person, heir] = [await service.user(tenantId), await service.user(tenantId)];
  await service.products(tenantId, [], person.id);
  const employeeId = await service.employee(tenantId, '2020-01-01', { userId: person.id });
  await leave(employeeId, inDays(14));
  const { id: caseId } = await theCase(employeeId, openTasks(1));
  expect(await ask(HandOverCase, { caseId, to: heir.id })).toMatchObject({ tasks: 1 });
  await theCase(employeeId, ({ status }) => expect(status).toBe('completed'));
  expect(service.elsewhere).toMatchObject([
    { name: 'HandOverOwnership', payload: { what: 'service', fromUserId: person.id, toUserId: heir.id } },
  ]);
});
