import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '#contracts/declare/list-request';
import { event } from '#contracts/declare/event';
import { PLATFORM } from '#contracts/permissions';
import { EmployeeAdded } from '#contracts/tenancy/employee-events';
import type { SourcePerson } from '#contracts/tenancy/list-source-people';
import { CheckHrSources } from '#contracts/workflow/check-hr-sources';
import { FetchHrLists } from '#contracts/workflow/fetch-hr-lists';
import type { HrDelivery } from '#contracts/workflow/list-hr-deliveries';
import { ListHrReconciliations, type HrReconciliation } from '#contracts/workflow/list-hr-reconciliations';
import { RetryHrFetches, type RetriedHrFetches } from '#contracts/workflow/retry-hr-fetches';
import { ReviewUnconfirmedLeave } from '#contracts/workflow/review-unconfirmed-leave';
import { openSchedules, scheduleMigrations, type Schedules } from '#libs/schedules';
import { eventually } from '#libs/testing/eventually';
import { TestHrCalls } from '../hr-delivery/hr-calls.fixture';
import { fetchHrListsJob } from '../hr-reconciliation/fetch-hr-lists.job';
import { checkHrSourcesJob } from '../hr-source/check-hr-sources.job';
import { PeopleClient } from './people-client.adapter';
import { retryHrFetchesJob } from './retry-hr-fetches.job';

let hr: TestHrCalls;
beforeAll(async () => {
  hr = await TestHrCalls.open();
});
afterAll(async () => {
  for (const server of servers) server.close();
  await hr.close();
});

/** HR systems of a spec. */
const servers: Server[] = [];
async function anApi(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
}

/** HiBob, which a spec puts out of reach. */
async function aBob() {
  const bob = { isUp: true, title: 'Baker', asked: 0, url: '' };
  bob.url = await anApi((request, response) => {
    bob.asked += 1;
    if (!bob.isUp) return void response.writeHead(503).end();
    const work = { title: bob.title, startDate: '2026-03-01', department: 'Kitchen' };
    const isKnown = request.url === '/v1/people/77';
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: '77', firstName: 'Ada', surname: 'Lovelace', email: 'ada@example.com', work }));
  });
  return bob;
}

const credential = 'the key of the API';
const secret = 'the secret of Bob';
const MINUTE_MS = 60_000;
const after = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();
const held = (externalId: string): SourcePerson => ({
  employeeId: randomUUID(),
  externalId,
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: null,
  position: null,
  location: null,
  departmentId: null,
  managerExternalId: null,
  status: 'active',
  startsOn: '2025-01-01',
  lastDay: null,
});
const fetchAll = async (organization: string) => {
  await hr.caughtUp();
  return hr.ask(FetchHrLists, {}, { tenantId: organization, commandId: randomUUID() });
};
const retryAt = async (now: string) => {
  await hr.caughtUp();
  return hr.ask<RetriedHrFetches>(RetryHrFetches, {}, { tenantId: PLATFORM, commandId: randomUUID(), now });
};
const noticesOf = (slug: string) => hr.tenancy.notices.filter(({ source }) => source === slug);
function announce(slug: string, type = 'employee.created') {
  const body = JSON.stringify({ type, triggeredAt: '2026-02-01T00:00:00', data: { employeeId: '77' } });
  const signature = createHmac('sha512', secret).update(body).digest('base64');
  return hr.call(slug, body, { 'bob-signature': signature });
}

it('tells at night what was never announced: a leave ahead', async () => {
  const organization = randomUUID();
  const asked: (string | undefined)[] = [];
  const url = await anApi((request, response) => {
    asked.push(`${request.method} ${request.url}`, request.headers.authorization);
    const employees = [
      { id: '1', firstName: 'Ada', lastName: 'Lovelace', hireDate: '2025-01-01', terminationDate: '2199-12-01' },
    ];
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ employees }));
  });
  const { slug } = await hr.aSource(organization, { kind: 'bamboohr', api: { url, credential } });
  hr.tenancy.people = [held('1')];
  expect(await fetchAll(organization)).toEqual({ lists: 1, unavailable: 0 });
  await eventually(() => Promise.resolve(noticesOf(slug).length === 1));
  expect(noticesOf(slug)).toMatchObject([{ kind: 'terminated', externalId: '1', lastDay: '2199-12-01' }]);
  expect(asked).toEqual([
    'POST /v1/reports/custom?format=JSON&onlyCurrent=false',
    `Basic ${Buffer.from(`${credential}:x`).toString('base64')}`,
  ]);
});

it('ends nobody where the API refuses, is told once, and asks again after growing pauses, until it was enough', async () => {
  const organization = randomUUID();
  let status = 401;
  const url = await anApi((_request, response) => void response.writeHead(status).end('{"people":[]}'));
  const { id: sourceId, slug } = await hr.aSource(organization, { api: { url, credential } });
  hr.tenancy.people = ['1', '2'].map(held);
  expect(await fetchAll(organization)).toEqual({ lists: 0, unavailable: 1 });
  const found = async () => {
    await hr.caughtUp();
    const by = { tenantId: organization };
    const { items } = await hr.ask<Page<HrReconciliation>>(ListHrReconciliations, { sourceId }, by);
    return items[0] as HrReconciliation;
  };
  const pauses: number[] = [];
  for (let now = after(0); ;) {
    const { retryAt: next, status: shown, code, updatedAt } = await found();
    expect([shown, code]).toEqual(['unavailable', 'status-401']);
    if (next === null) break;
    pauses.push(Math.round((Date.parse(next) - Date.parse(pauses.length === 0 ? updatedAt : now)) / MINUTE_MS));
    now = next;
    expect(await retryAt(now)).toMatchObject({ lists: 1 });
  }
  expect(pauses).toEqual([1, 5, 15, 60, 240]);
  expect(await retryAt(after(100_000))).toMatchObject({ lists: 0 });
  expect(noticesOf(slug)).toEqual([]);
  const alarms = (await hr.recordedOf('HrSourceAlarmRaised')).filter(({ tenantId: of }) => of === organization);
  expect(alarms.map(({ data }) => data)).toMatchObject([{ sourceId, alarm: 'unreachable' }]);

  // The next night it answers again: nobody is on its list, which waits for a person.
  status = 200;
  expect(await fetchAll(organization)).toEqual({ lists: 1, unavailable: 0 });
  expect(await found()).toMatchObject({ status: 'held', reason: 'empty', retryAt: null });
  expect(noticesOf(slug)).toEqual([]);
});

describe('a person whom a call only names', () => {
  const delivered = async (organization: string): Promise<HrDelivery> => {
    const [delivery] = await hr.deliveries(organization);
    return delivery as HrDelivery;
  };
  const settled = (organization: string, expected: Partial<HrDelivery>) =>
    eventually(async () => expect(await delivered(organization)).toMatchObject(expected));

  it('is asked for', async () => {
    const bob = await aBob();
    const { slug } = await hr.aSource(randomUUID(), { kind: 'hibob', secret, api: { url: bob.url, credential } });
    hr.tenancy.people = [];
    expect(await announce(slug)).toMatchObject({ status: '200' });
    await eventually(() => Promise.resolve(noticesOf(slug).length === 1));
    const person = { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', position: 'Baker' };
    expect(noticesOf(slug)).toMatchObject([{ kind: 'hired', externalId: '77', effectiveOn: '2026-03-01', person }]);
  });

  it('is asked for again while the API is out of reach; the same call again asks at once, and for what it says then', async () => {
    const organization = randomUUID();
    const bob = await aBob();
    bob.isUp = false;
    const { slug } = await hr.aSource(organization, { kind: 'hibob', secret, api: { url: bob.url, credential } });
    hr.tenancy.people = [];
    await announce(slug);
    await settled(organization, { status: 'accepted', code: 'SOURCE_UNREACHABLE', attempt: 1 });
    const { retryAt: next } = await delivered(organization);
    expect(Date.parse(next ?? '') - Date.now()).toBeGreaterThan(0);
    expect(await retryAt(after(-1))).toMatchObject({ deliveries: 0 });
    expect(await retryAt(after(1))).toMatchObject({ deliveries: 1 });
    await settled(organization, { status: 'accepted', code: 'SOURCE_UNREACHABLE', attempt: 2 });
    bob.isUp = true;
    bob.title = 'Cook';
    await announce(slug);
    await settled(organization, { status: 'processed', code: null, attempt: 3, retryAt: null });
    expect(noticesOf(slug)).toMatchObject([{ kind: 'hired', person: { position: 'Cook' } }]);
    const alarms = (await hr.recordedOf('HrSourceAlarmCleared')).filter(({ tenantId: of }) => of === organization);
    expect(alarms).toHaveLength(1);
  });

  it('is listed as failed when it was asked for in vain often enough', async () => {
    const organization = randomUUID();
    const bob = await aBob();
    bob.isUp = false;
    const { slug } = await hr.aSource(organization, { kind: 'hibob', secret, api: { url: bob.url, credential } });
    await announce(slug);
    for (let attempt = 1; attempt <= 5; attempt++) {
      await settled(organization, { status: 'accepted', code: 'SOURCE_UNREACHABLE', attempt });
      await retryAt(after(600));
    }
    await settled(organization, { status: 'failed', code: 'SOURCE_UNREACHABLE', attempt: 6, retryAt: null });
    expect(bob.asked).toBe(6);
  });
});

it('lets a person look at a leave that took effect while its HR system was out of reach, and at no other', async () => {
  const organization = randomUUID();
  const bob = await aBob();
  const { id: sourceId, slug } = await hr.aSource(organization, {
    kind: 'hibob',
    secret,
    api: { url: bob.url, credential },
  });
  const [employeeId, userId] = [randomUUID(), randomUUID()];
  const person = { firstName: 'Ada', lastName: 'Lovelace', email: null, position: null, location: null };
  const of = { departmentId: null, managerId: null, source: slug, externalId: '77', identity: null };
  const added = event(EmployeeAdded, { employeeId, ...person, ...of });
  await hr.append('tenancy.employee', { tenantId: organization, id: employeeId }, [added], { expected: 'none' });
  hr.tenancy.people = [{ ...held('77'), employeeId, status: 'ended', lastDay: '2026-03-29', startsOn: '2026-03-01' }];
  const review = () =>
    hr.ask(ReviewUnconfirmedLeave, { employeeId, userId }, { tenantId: organization, commandId: randomUUID() });
  const tasks = () => hr.tenancy.tasks.filter(({ about }) => about.employeeId === employeeId);
  expect(await review()).toMatchObject({ isReviewed: false });
  bob.isUp = false;
  expect(await review()).toMatchObject({ isReviewed: true });
  expect(tasks()).toMatchObject([
    {
      reason: 'unconfirmed_leave',
      title: expect.stringContaining('out of reach') as string,
      about: { userId, sourceId },
    },
  ]);
});

it('gives up an API that does not answer in time', async () => {
  const url = await anApi(() => undefined);
  const client = new PeopleClient({}, { answerMs: 50 });
  await expect(client.page({ kind: 'standard', url, credential }, null)).rejects.toMatchObject({ problem: 'timeout' });
});

describe('the jobs', () => {
  let schedules: Schedules | undefined;
  afterEach(() => schedules?.stop());

  it('fetch the lists at 02:00 of the organisation, check the sources each quarter of an hour, and retry each minute', async () => {
    const organization = randomUUID();
    let now = Date.parse('2027-03-27T12:00:00Z');
    const sent: string[] = [];
    schedules = openSchedules({
      jobs: [fetchHrListsJob, checkHrSourcesJob, retryHrFetchesJob],
      pool: await hr.enginePool(scheduleMigrations),
      clock: () => now,
      async *organizations() {
        yield { id: organization, timeZone: 'Europe/Berlin' };
      },
      send: async (_service, contract, payload, context) => {
        sent.push(`${contract.name} ${context.actor.id} ${new Date(now).toISOString()}`);
        await hr.ask(contract, payload, { ...context, now: new Date().toISOString(), deadline: Date.now() + 10_000 });
        return {};
      },
      onFault: (what, error) => void hr.faults.push(what, error),
      recheckMs: 5,
      spreadMs: 0,
    });
    schedules.start();
    const introduced = `SELECT FROM engine.schedule_run WHERE outcome = 'introduced'`;
    await eventually(async () => (await hr.asOwner(introduced)).length === 3);
    const of = (name: string) => sent.filter((each) => each.startsWith(name));
    // 02:00 does not exist on this night, when the clocks go from 02:00 to 03:00.
    for (const [at, lists] of [
      ['2027-03-28T00:59:00Z', 0],
      ['2027-03-28T01:00:30Z', 1],
      ['2027-03-28T23:59:00Z', 1],
      ['2027-03-29T00:00:30Z', 2],
    ] as const) {
      now = Date.parse(at);
      await eventually(() =>
        Promise.resolve(of(RetryHrFetches.name).some((each) => each.endsWith(new Date(now).toISOString()))),
      );
      await eventually(() => Promise.resolve(of(FetchHrLists.name).length === lists));
    }
    expect(of(CheckHrSources.name).length).toBeGreaterThan(0);
    expect(new Set(sent.map((each) => each.split(' ')[1]))).toEqual(new Set(['service:workflow']));
  });
});
