import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SourcePerson } from '#contracts/tenancy/list-source-people';
import { FetchHrLists } from '#contracts/workflow/fetch-hr-lists';
import { GetHrReconciliation, type HrReconciliationPreview } from '#contracts/workflow/get-hr-reconciliation';
import { ReconcileHrSource, type ReconciledHrSource } from '#contracts/workflow/reconcile-hr-source';
import { ApproveHrReconciliation, RejectHrReconciliation } from '#contracts/workflow/settle-hr-reconciliation';
import { eventually } from '#libs/testing';
import { TestHrCalls } from '../hr-delivery/hr-calls.fixture';

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

const tenantId = randomUUID();
const held = (number: number): SourcePerson => ({
  employeeId: randomUUID(),
  externalId: `E-${number}`,
  firstName: 'Ada',
  lastName: 'Lovelace',
  email: null,
  position: null,
  departmentId: null,
  managerExternalId: null,
  location: null,
  status: 'active',
  startsOn: '2025-01-01',
  lastDay: null,
});
const line = (number: number, more = '') => `E-${number};Ada;Lovelace;2025-01-01;${more}`;
const reconcile = (sourceId: string, body: object) =>
  hr.ask<ReconciledHrSource>(ReconcileHrSource, { sourceId, ...body }, { tenantId });
const statusOf = (sourceId: string, reconciliationId: string) =>
  hr.ask<HrReconciliationPreview>(GetHrReconciliation, { sourceId, reconciliationId }, { tenantId });
const noticesOf = (slug: string) => hr.tenancy.notices.filter(({ source }) => source === slug);

it('compares a table, and tells what it changes once', async () => {
  const { id: sourceId, slug } = await hr.aSource(tenantId);
  hr.tenancy.people = [1, 2].map(held);
  const csv = ['External ID;First name;Last name;Starts on;Ends on', line(1, '2199-06-30'), line(2), line(3)].join(
    '\n',
  );
  const { id, status, counts } = await reconcile(sourceId, { csv });
  expect({ status, counts }).toEqual({
    status: 'applying',
    counts: { listed: 3, active: 2, hires: 1, changes: 0, ends: 1, reinstated: 0 },
  });
  await eventually(async () => (await statusOf(sourceId, id)).status === 'applied');
  expect(noticesOf(slug)).toMatchObject([
    { kind: 'terminated', externalId: 'E-1', lastDay: '2199-06-30', reason: 'reconciled' },
    { kind: 'hired', externalId: 'E-3', reason: 'reconciled' },
  ]);
});

it('holds a list that would end too many, shows it, and ends nobody until it is approved', async () => {
  const { id: sourceId, slug } = await hr.aSource(tenantId);
  hr.tenancy.people = Array.from({ length: 10 }, (_, number) => held(number));
  const people = [0, 1, 2, 3, 4].map((number) => ({ externalId: `E-${number}` }));
  const { id, status, reason } = await reconcile(sourceId, { people });
  expect([status, reason]).toEqual(['held', 'too_many_ends']);
  const { preview } = await statusOf(sourceId, id);
  expect(preview.map(({ kind, externalId }) => `${kind} ${externalId}`)).toEqual(
    [5, 6, 7, 8, 9].map((number) => `terminated E-${number}`),
  );
  expect(noticesOf(slug)).toEqual([]);
  await hr.ask(ApproveHrReconciliation, { sourceId, reconciliationId: id }, { tenantId });
  await eventually(async () => (await statusOf(sourceId, id)).status === 'applied');
  expect(noticesOf(slug)).toHaveLength(5);
  const settling = hr.ask(RejectHrReconciliation, { sourceId, reconciliationId: id }, { tenantId });
  await expect(settling).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('lets a rejected list change nothing', async () => {
  const { id: sourceId, slug } = await hr.aSource(tenantId);
  const { id, reason } = await reconcile(sourceId, { people: [] });
  expect(reason).toBe('empty');
  await hr.ask(RejectHrReconciliation, { sourceId, reconciliationId: id, note: 'Cut off' }, { tenantId });
  expect((await statusOf(sourceId, id)).status).toBe('rejected');
  expect(noticesOf(slug)).toEqual([]);
});

it('refuses a table by line and column, and a list of another source', async () => {
  const { id: sourceId } = await hr.aSource(tenantId);
  const csv = `externalId,startsOn\nE-1,2026-03-01\nE-2,yesterday`;
  await expect(reconcile(sourceId, { csv })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    fields: [{ pointer: '/csv', message: expect.stringContaining('line 3: /startsOn') as string }],
  });
  const { id: reconciliationId } = await reconcile(sourceId, { people: [] });
  const { id: other } = await hr.aSource(tenantId);
  const approving = hr.ask(ApproveHrReconciliation, { sourceId: other, reconciliationId }, { tenantId });
  await expect(approving).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

describe('the API of a source', () => {
  const credential = 'the key of the API';
  const fetchAll = async (organization: string) => {
    await hr.caughtUp();
    return hr.ask(FetchHrLists, {}, { tenantId: organization, commandId: randomUUID() });
  };

  it('tells at night what was never announced', async () => {
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
    hr.tenancy.people = [{ ...held(1), externalId: '1' }];
    expect(await fetchAll(organization)).toEqual({ lists: 1, unavailable: 0 });
    await eventually(() => Promise.resolve(noticesOf(slug).length === 1));
    expect(noticesOf(slug)).toMatchObject([{ kind: 'terminated', externalId: '1', lastDay: '2199-12-01' }]);
    expect(asked).toEqual([
      'POST /v1/reports/custom?format=JSON',
      `Basic ${Buffer.from(`${credential}:x`).toString('base64')}`,
    ]);
  });

  it('ends nobody where it refuses, and is told once', async () => {
    const organization = randomUUID();
    const url = await anApi((_request, response) => void response.writeHead(401).end());
    const { id: sourceId, slug } = await hr.aSource(organization, { kind: 'personio', api: { url, credential } });
    hr.tenancy.people = [1, 2].map(held);
    for (let night = 0; night < 2; night++) {
      expect(await fetchAll(organization)).toEqual({ lists: 0, unavailable: 1 });
    }
    expect(noticesOf(slug)).toEqual([]);
    const alarms = (await hr.recordedOf('HrSourceAlarmRaised')).filter(({ tenantId: of }) => of === organization);
    expect(alarms.map(({ data }) => data)).toMatchObject([{ sourceId, alarm: 'unreachable' }]);
    const problems = await hr.recordedOf('HrListUnavailable');
    expect(problems.map(({ data }) => (data as { problem: string }).problem)).toEqual(['status-401', 'status-401']);
  });

  it('is asked about a person whom a call only names', async () => {
    const organization = randomUUID();
    const url = await anApi((request, response) => {
      const work = { title: 'Baker', startDate: '2026-03-01', department: 'Kitchen' };
      const isKnown = request.url === '/v1/people/77';
      response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ id: '77', firstName: 'Ada', surname: 'Lovelace', email: 'ada@example.com', work }));
    });
    const secret = 'the secret of Bob';
    const { slug } = await hr.aSource(organization, { kind: 'hibob', secret, api: { url, credential } });
    hr.tenancy.people = [];
    const body = JSON.stringify({
      type: 'employee.created',
      triggeredAt: '2026-02-01T00:00:00',
      data: { employeeId: '77' },
    });
    const signature = createHmac('sha512', secret).update(body).digest('base64');
    expect(await hr.call(slug, body, { 'bob-signature': signature })).toMatchObject({ status: '200' });
    await eventually(() => Promise.resolve(noticesOf(slug).length === 1));
    expect(noticesOf(slug)).toMatchObject([
      {
        kind: 'hired',
        externalId: '77',
        effectiveOn: '2026-03-01',
        person: { firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', position: 'Baker' },
      },
    ]);
  });
});
