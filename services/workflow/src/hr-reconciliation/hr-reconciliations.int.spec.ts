import { randomUUID } from 'node:crypto';
import type { SourcePerson } from '#contracts/tenancy/list-source-people';
import { GetHrReconciliation, type HrReconciliationPreview } from '#contracts/workflow/get-hr-reconciliation';
import { ReconcileHrSource, type ReconciledHrSource } from '#contracts/workflow/reconcile-hr-source';
import { ApproveHrReconciliation, RejectHrReconciliation } from '#contracts/workflow/settle-hr-reconciliation';
import { eventually } from '#libs/testing/eventually';
import { TestHrCalls } from '../hr-delivery/hr-calls.fixture';

let hr: TestHrCalls;
beforeAll(async () => {
  hr = await TestHrCalls.open();
});
afterAll(() => hr.close());

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

it('holds a list that would end too many, and ends nobody until it is approved; a single leave goes on', async () => {
  const { id: sourceId, slug, secret = '' } = await hr.aSource(tenantId, { kind: 'api_key' });
  hr.tenancy.people = Array.from({ length: 10 }, (_, number) => held(number));
  const people = [0, 1, 2, 3, 4].map((number) => ({ externalId: `E-${number}` }));
  const { id, status, reason } = await reconcile(sourceId, { people });
  expect([status, reason]).toEqual(['held', 'too_many_ends']);
  const { preview } = await statusOf(sourceId, id);
  expect(preview.map(({ kind, externalId }) => `${kind} ${externalId}`)).toEqual(
    [5, 6, 7, 8, 9].map((number) => `terminated E-${number}`),
  );
  expect(noticesOf(slug)).toEqual([]);
  const leave = { type: 'person.terminated', data: { externalId: 'E-9', endsOn: '2026-03-31' } };
  await hr.call(slug, leave, { 'x-api-key': secret });
  await eventually(() => Promise.resolve(noticesOf(slug).length === 1));
  await hr.ask(ApproveHrReconciliation, { sourceId, reconciliationId: id }, { tenantId });
  await eventually(async () => (await statusOf(sourceId, id)).status === 'applied');
  expect(noticesOf(slug)).toHaveLength(6);
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
