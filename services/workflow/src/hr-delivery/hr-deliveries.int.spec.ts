import { randomUUID } from 'node:crypto';
import type { Page } from '#contracts/declare/list-request';
import { DomainError } from '#contracts/errors';
import { CheckHrSources } from '#contracts/workflow/check-hr-sources';
import { DeleteHrSource } from '#contracts/workflow/delete-hr-source';
import { GetHrDelivery, type HrDeliveryDetails } from '#contracts/workflow/get-hr-delivery';
import type { HrDelivery } from '#contracts/workflow/list-hr-deliveries';
import type { HrSource } from '#contracts/workflow/get-hr-source';
import { ListHrSources } from '#contracts/workflow/list-hr-sources';
import { RetryHrDelivery } from '#contracts/workflow/retry-hr-delivery';
import { RotateHrSecret } from '#contracts/workflow/rotate-hr-secret';
import { eventually } from '#libs/testing/eventually';
import { TestHrCalls, bambooHeaders, standardHeaders } from './hr-calls.fixture';
import { HrRaw, MAX_QUARANTINED } from './hr-raw.store';

let hr: TestHrCalls;
beforeAll(async () => {
  hr = await TestHrCalls.open();
});
afterAll(() => hr.close());

const tenantId = randomUUID();
const hire = (externalId: string) => ({
  type: 'person.hired',
  timestamp: '2026-02-01T08:00:00Z',
  data: { externalId, firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-03-01' },
});
const sourceOf = async (id: string) => {
  await hr.caughtUp();
  const { items } = await hr.ask<Page<HrSource>>(ListHrSources, { limit: 200 }, { tenantId });
  return items.find((each) => each.id === id) as HrSource;
};
/** The delivery, once it has this status. */
async function settled(deliveryId: string | null, status: string): Promise<HrDelivery> {
  let found: HrDelivery | undefined;
  await eventually(async () => {
    found = (await hr.deliveries(tenantId, { limit: 200 })).find(({ id }) => id === deliveryId);
    return found?.status === status;
  });
  return found as HrDelivery;
}

it('takes a good call, lets it take effect once, and answers a repetition the same', async () => {
  const { id, secret = '', slug, url } = await hr.aSource(tenantId);
  expect(url).toBe(`https://ops.example.com/api/v1/webhooks/hr/${slug}`);
  const body = JSON.stringify(hire('E-1'));
  const messageId = randomUUID();
  const connection = { ip: '192.0.2.1', userAgent: 'HR/1.0' };
  const first = await hr.call(slug, body, standardHeaders(secret, body, { id: messageId }), connection);
  expect(first).toMatchObject({ receipt: 'accepted', status: '202' });
  await settled(first.deliveryId, 'processed');
  // A retry a day later has a new time, and the same id.
  const again = standardHeaders(secret, body, { id: messageId, at: Date.now() - 200_000 });
  expect(await hr.call(slug, body, again)).toEqual(first);
  const notices = hr.tenancy.notices.filter(({ source }) => source === slug);
  expect(notices).toMatchObject([{ externalId: 'E-1', kind: 'hired', effectiveOn: '2026-03-01' }]);
  expect(await sourceOf(id)).toMatchObject({ health: { connected: true, failures: 0, quarantined: 0 } });
});

it('leaves out a department that is not found, and says so beside the notice', async () => {
  const { secret = '', slug } = await hr.aSource(tenantId);
  const call = hire('E-2');
  const body = JSON.stringify({ ...call, data: { ...call.data, department: 'Of nobody here' } });
  const { deliveryId } = await hr.call(slug, body, standardHeaders(secret, body));
  const { notices, code } = await settled(deliveryId, 'processed');
  expect([notices, code]).toMatchObject([[{ kind: 'hired', code: 'DEPARTMENT_NOT_FOUND' }], null]);
});

it('refuses a call that came too late, and a retry says that it did', async () => {
  const { secret = '', slug } = await hr.aSource(tenantId);
  const body = JSON.stringify(hire('E-3'));
  const call = await hr.call(slug, body, standardHeaders(secret, body, { at: Date.now() - 400_000 }));
  expect(call).toMatchObject({ receipt: 'refused', reason: 'timestamp' });
  const retried = hr.ask(RetryHrDelivery, { deliveryId: call.deliveryId }, { tenantId });
  await expect(retried).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED' });
});

it('keeps calls under a key that was rotated there first, and takes them when the key is stored; a forged one stays', async () => {
  const { id: sourceId, slug } = await hr.aSource(tenantId, { kind: 'bamboohr', secret: 'the key of before' });
  const key = 'the key of today';
  const bodies = ['1', '2', '3'].map((id) => ({
    employees: [{ id, action: 'Created', fields: { firstName: 'Ada', lastName: 'L', hireDate: `2026-03-0${id}` } }],
  }));
  const refused = [];
  for (const body of bodies) refused.push(await hr.call(slug, body, bambooHeaders(key, JSON.stringify(body))));
  const forged = await hr.call(slug, bodies[0] ?? {}, bambooHeaders('guessed', JSON.stringify(bodies[0])));
  expect([...refused, forged].map(({ status }) => status)).toEqual(['401', '401', '401', '401']);
  const retry = (deliveryId: string | null) => hr.ask(RetryHrDelivery, { deliveryId }, { tenantId });
  await expect(retry(refused[0]?.deliveryId ?? null)).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
  await hr.ask(RotateHrSecret, { sourceId, secret: key }, { tenantId });
  for (const { deliveryId } of refused) expect(await retry(deliveryId)).toMatchObject({ status: 'accepted' });
  for (const { deliveryId } of refused) await settled(deliveryId, 'processed');
  await expect(retry(forged.deliveryId)).rejects.toMatchObject({ code: 'SIGNATURE_REFUSED' });
  expect(hr.tenancy.notices.filter(({ source }) => source === slug)).toHaveLength(3);
  expect((await sourceOf(sourceId)).health.quarantined).toBe(1);
  await expect(retry(refused[1]?.deliveryId ?? null)).rejects.toMatchObject({ code: 'CONFLICT' });
});

it('bounds the quarantine of a source', async () => {
  const { id: sourceId, slug } = await hr.aSource(tenantId, { kind: 'api_key' });
  await hr.asOwner(
    `INSERT INTO workflow.hr_raw SELECT gen_random_uuid(), $1, $2, 'quarantine', '', now() FROM generate_series(1, $3)`,
    [tenantId, sourceId, MAX_QUARANTINED - 1],
  );
  const kept = await hr.call(slug, '{}', { 'x-api-key': 'no' });
  const dropped = await hr.call(slug, '{"more":1}', { 'x-api-key': 'no' });
  expect([kept.deliveryId, dropped.deliveryId]).toEqual([expect.any(String), null]);
  expect(dropped.status).toBe('401');
  expect(await hr.call(slug, '{}', { 'x-api-key': 'no' })).toMatchObject({ status: '401' });
});

it('keeps the bytes encrypted and for 30 days, and shows no value of a header', async () => {
  const { slug, secret = '' } = await hr.aSource(tenantId, { kind: 'api_key' });
  const { deliveryId, status, problem } = await hr.call(slug, '{"type":"secretive"}', { 'x-api-key': secret });
  expect([status, problem]).toEqual(['400', expect.stringContaining('type must be one of')]);
  await hr.caughtUp();
  const shown = await hr.ask<HrDeliveryDetails>(GetHrDelivery, { deliveryId }, { tenantId });
  expect(shown).toMatchObject({ status: 'unreadable', body: '{"type":"secretive"}', headers: ['x-api-key'] });
  expect(JSON.stringify(shown)).not.toContain(secret);
  const [{ sealed } = { sealed: Buffer.alloc(0) }] = await hr.asOwner<{ sealed: Buffer }>(
    'SELECT sealed FROM workflow.hr_raw WHERE id = $1',
    [deliveryId],
  );
  expect(sealed.toString('latin1')).not.toContain('secretive');
  await hr.asOwner(`UPDATE workflow.hr_raw SET received_at = now() - interval '31 days' WHERE id = $1`, [deliveryId]);
  await hr.ask(CheckHrSources, {});
  expect(await hr.get(HrRaw).open(tenantId, deliveryId ?? '')).toBeUndefined();
  await settled(deliveryId, 'expired');
  await expect(hr.ask(RetryHrDelivery, { deliveryId }, { tenantId })).rejects.toMatchObject({ code: 'DELIVERY_GONE' });
});

it('records the code of a refusal, and a retry takes effect', async () => {
  const { slug, secret = '' } = await hr.aSource(tenantId, { kind: 'api_key' });
  hr.tenancy.refusal = new DomainError('LIMIT_REACHED');
  const { deliveryId } = await hr.call(slug, hire('E-7'), { 'x-api-key': secret });
  expect(await settled(deliveryId, 'failed')).toMatchObject({
    code: 'LIMIT_REACHED',
    notices: [{ outcome: 'failed' }],
  });
  hr.tenancy.refusal = undefined;
  await hr.ask(RetryHrDelivery, { deliveryId }, { tenantId });
  expect(await settled(deliveryId, 'processed')).toMatchObject({ attempt: 2, code: null });
});

it('tries again while tenancy is out of reach, and loses nothing', async () => {
  const { slug, secret = '' } = await hr.aSource(tenantId, { kind: 'api_key' });
  hr.tenancy.refusal = new DomainError('SERVICE_UNAVAILABLE');
  const { deliveryId } = await hr.call(slug, hire('E-8'), { 'x-api-key': secret });
  await eventually(() => Promise.resolve(hr.faults.length > 0));
  hr.tenancy.refusal = undefined;
  await settled(deliveryId, 'processed');
});

it('answers a test call without a delivery, and the default address by the key alone', async () => {
  const hibob = await hr.aSource(tenantId, { kind: 'hibob' });
  expect(await hr.call(hibob.slug, 'Ping test', { 'content-type': 'text/plain' })).toMatchObject({
    receipt: 'answered',
    status: '200',
  });
  expect((await sourceOf(hibob.id)).health).toMatchObject({ connected: true, quarantined: 0 });
  const { secret = '', slug } = await hr.aSource(tenantId, { kind: 'api_key' });
  const { deliveryId } = await hr.call('onboarding', hire('E-9'), { 'x-api-key': secret });
  await settled(deliveryId, 'processed');
  expect(hr.tenancy.notices.filter(({ source }) => source === slug)).toHaveLength(1);
});

it('raises one alarm about calls that are not accepted, and clears it', async () => {
  const { id, slug, secret = '' } = await hr.aSource(tenantId, { kind: 'api_key' });
  for (let count = 0; count < 10; count++) await hr.call(slug, { count }, { 'x-api-key': 'no' });
  await hr.caughtUp();
  for (let time = 0; time < 2; time++) await hr.ask(CheckHrSources, {});
  expect((await sourceOf(id)).health.alarms).toEqual(['failures']);
  const raised = (await hr.recordedOf('HrSourceAlarmRaised')).filter(
    ({ data }) => (data as { sourceId: string }).sourceId === id,
  );
  expect(raised).toHaveLength(1);
  await hr.call(slug, hire('E-10'), { 'x-api-key': secret });
  await hr.caughtUp();
  await hr.ask(CheckHrSources, {});
  expect((await sourceOf(id)).health.alarms).toEqual([]);
});

it('raises one alarm when a source that called daily has been silent for three times as long', async () => {
  const { id, slug, secret = '' } = await hr.aSource(tenantId, { kind: 'api_key' });
  const call = (daysAgo: number) => {
    const now = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
    return hr.call(slug, hire(`S-${daysAgo}`), { 'x-api-key': secret }, { now });
  };
  const check = async (daysAhead: number) => {
    const now = new Date(Date.now() + daysAhead * 86_400_000).toISOString();
    await hr.caughtUp();
    for (let time = 0; time < 2; time++) await hr.ask(CheckHrSources, {}, { now });
    return (await sourceOf(id)).health.alarms;
  };
  for (const daysAgo of [6, 5, 4, 3, 2]) await call(daysAgo);
  expect(await check(0.9)).toEqual([]);
  expect(await check(1.1)).toEqual(['silence']);
  const raised = (await hr.recordedOf('HrSourceAlarmRaised')).filter(
    ({ data }) => (data as { sourceId: string }).sourceId === id,
  );
  expect(raised.map(({ data }) => data)).toMatchObject([{ alarm: 'silence', usualGapSeconds: 86_400 }]);
  await call(0);
  expect(await check(0)).toEqual([]);
});

it('knows no deleted source, and gives its name to nobody else', async () => {
  const { id: sourceId, slug } = await hr.aSource(tenantId, { kind: 'api_key' });
  await hr.ask(DeleteHrSource, { sourceId }, { tenantId });
  await expect(hr.call(slug, '{}')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(hr.aSource(randomUUID(), { slug })).rejects.toMatchObject({ code: 'DUPLICATE' });
});

it('has no secret and no body in any event', async () => {
  const secret = 'a secret that must not be found';
  const { slug } = await hr.aSource(tenantId, { kind: 'api_key', secret });
  const { deliveryId } = await hr.call(slug, hire('E-found'), { 'x-api-key': secret });
  await settled(deliveryId, 'processed');
  const types = ['HrSourceCreated', 'HrDeliveryAccepted', 'HrDeliveryProcessed', 'HrDeliveryQuarantined'];
  for (const type of types) {
    const text = JSON.stringify(await hr.recordedOf(type));
    for (const hidden of [secret, 'E-found', 'Lovelace']) expect(text).not.toContain(hidden);
  }
});
