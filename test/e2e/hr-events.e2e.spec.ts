import { createHmac, randomUUID } from 'node:crypto';
import { eventually } from '#libs/testing/eventually';
import { created, organizationOn, signIn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
import { steppedUp } from '#libs/testing/stepped-up';

interface Employee {
  readonly id: string;
  readonly externalId: string;
  readonly status: string;
  readonly lastDay: string | null;
  readonly department: string | null;
}
interface Page<Row> {
  readonly items: readonly Row[];
}
interface Source {
  readonly id: string;
  readonly url: string;
  readonly secret: string;
}

const opsledger = sharedPlatform();
let organization: TestOrganization;
let source: Source;

beforeAll(async () => {
  organization = await organizationOn(opsledger);
  const { admin, slug } = organization;
  await created(admin.post('departments', { name: 'Bakery' }));
  source = await created<Source>(
    admin.post('webhook-sources', {
      slug: `${slug}-events`,
      kind: 'standard',
      name: 'HR',
      departments: { Kitchen: 'Bakery' },
    }),
  );
});

const path = () => `webhooks/hr/${organization.slug}-events`;
function signedBy(secret: string, body: Uint8Array, at = Date.now(), id: string = randomUUID()) {
  const timestamp = String(Math.floor(at / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
function send(event: object, { id, secret = source.secret }: { readonly id?: string; readonly secret?: string } = {}) {
  const headers = signedBy(secret, Buffer.from(JSON.stringify(event)), Date.now(), id);
  return opsledger.http.with(headers).post<{ id: string }>(path(), event);
}
const about = (externalId: string, type: string, timestamp: string, data: object) => ({
  type: `person.${type}`,
  timestamp,
  data: { externalId, ...data },
});
async function employee(externalId: string): Promise<Employee | undefined> {
  const { body } = await organization.admin.get<Page<Employee>>(`employees?externalId=${externalId}`);
  return body.items[0];
}
const person = { firstName: 'Ada', lastName: 'Lovelace', department: 'Kitchen' };

it('a hire, a leave and its correction end in the same state, however they arrive', async () => {
  const hire = about('E-1', 'hired', '2026-02-01T08:00:00Z', { ...person, startsOn: '2026-03-01' });
  const leave = about('E-1', 'terminated', '2026-05-01T08:00:00Z', { endsOn: '2199-05-31' });
  const correction = about('E-1', 'terminated', '2026-05-02T08:00:00Z', { endsOn: '2199-06-30' });
  for (const event of [correction, leave, hire]) {
    const id = randomUUID();
    const [first, again] = [await send(event, { id }), await send(event, { id })];
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.body).toEqual(first.body);
  }
  await eventually(async () => {
    const found = await employee('E-1');
    return found?.lastDay === '2199-06-30' && found.department === 'Bakery';
  });
  expect(await employee('E-1')).toMatchObject({ status: 'leaving' });
});

it('a call under another key is kept, and taken once that key is stored', async () => {
  const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
  const hire = about('E-2', 'hired', '2026-02-01T08:00:00Z', { ...person, startsOn: '2026-03-01' });
  expect((await send(hire, { secret })).status).toBe(401);
  const { admin } = organization;
  let deliveryId = '';
  await eventually(async () => {
    const list = `webhook-deliveries?sourceId=${source.id}&status=quarantined`;
    deliveryId = (await admin.get<Page<{ id: string }>>(list)).body.items[0]?.id ?? '';
    return deliveryId !== '';
  });
  expect((await admin.post(`webhook-deliveries/${deliveryId}/retry`)).status).toBe(422);
  expect((await admin.post(`webhook-sources/${source.id}/rotate-secret`, { secret })).status).toBe(200);
  expect((await admin.post(`webhook-deliveries/${deliveryId}/retry`)).status).toBe(200);
  await eventually(async () => (await employee('E-2')) !== undefined);
  const { body } = await admin.get<{ status: string; body: string }>(`webhook-deliveries/${deliveryId}`);
  expect(body).toMatchObject({ status: 'processed', body: JSON.stringify(hire) });
});

it('a list tells what was never announced, and one that nobody is on ends nobody', async () => {
  const { admin } = organization;
  const at = `webhook-sources/${source.id}/reconcile`;
  const table = [
    'externalId,firstName,lastName,startsOn,endsOn',
    'E-1,Ada,Lovelace,2026-03-01,',
    'E-2,Ada,Lovelace,2026-03-01,2199-12-01',
  ];
  const answer = await admin
    .with({ 'content-type': 'text/csv' })
    .request<{ status: string }>('POST', at, table.join('\n'));
  expect([answer.status, answer.body.status]).toEqual([200, 'applying']);
  await eventually(
    async () => (await employee('E-2'))?.lastDay === '2199-12-01' && (await employee('E-1'))?.lastDay === null,
  );
  const held = await admin.post<{ id: string; status: string; reason: string }>(at, { people: [] });
  expect(held.body).toMatchObject({ status: 'held', reason: 'empty' });
  const { body } = await admin.get<{ health: { alarms: string[] } }>(`webhook-sources/${source.id}`);
  expect(body.health.alarms).toEqual(['held_reconciliation']);
  const rejected = `webhook-sources/${source.id}/reconciliations/${held.body.id}/reject`;
  expect((await admin.post(rejected, { note: 'Cut off' })).status).toBe(200);
  expect(await employee('E-1')).toMatchObject({ lastDay: null });
});

describe('what cannot be taken', () => {
  const refuse = async (body: string | Uint8Array<ArrayBuffer>, more: Readonly<Record<string, string>> = {}) => {
    const bytes = Buffer.from(body);
    const headers = { 'content-type': 'application/json', ...signedBy(source.secret, bytes), ...more };
    const answer = await fetch(`${opsledger.url}/api/v1/${path()}`, { method: 'POST', body: bytes, headers });
    return [answer.status, ((await answer.json()) as { code?: string }).code];
  };

  it.each([
    ['no JSON', 'hired', 400],
    ['no UTF-8', Uint8Array.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400],
    ['nothing', '', 400],
    ['a list', '[]', 400],
    ['another shape', '{"type":"person.hired","data":"Ada"}', 400],
    ['600 KB', JSON.stringify({ type: 'x'.repeat(600_000) }), 413],
    ['a prototype', '{"type":"person.hired","data":{"__proto__":{"externalId":"E-66","startsOn":"2026-03-01"}}}', 400],
  ])('is %s', async (_, body, status) => {
    expect(await refuse(body)).toEqual([status, status === 413 ? 'PAYLOAD_TOO_LARGE' : 'VALIDATION_FAILED']);
  });

  it('is without a signature, or with one that is wrong or old, and is listed with the reason', async () => {
    const body = JSON.stringify(about('E-9', 'access_revoked', '2026-02-01T08:00:00Z', {}));
    const old = signedBy(source.secret, Buffer.from(body), Date.now() - 301_000);
    for (const more of [{ 'webhook-signature': '' }, { 'webhook-signature': 'v1,AAAA' }]) {
      expect(await refuse(body, more)).toEqual([401, 'CALL_REFUSED']);
    }
    expect(await refuse(body, old)).toEqual([401, 'CALL_TIMESTAMP_REFUSED']);
    await eventually(async () => {
      const list = `webhook-deliveries?sourceId=${source.id}&status=quarantined`;
      const { items } = (await organization.admin.get<Page<{ reason: string }>>(list)).body;
      expect(items.map(({ reason }) => reason)).toEqual(['timestamp', 'signature', 'no_signature']);
    });
    expect(await employee('E-9')).toBeUndefined();
  });

  it('is nothing that a suspended organisation misses: its people are current when it comes back', async () => {
    const other = await organizationOn(opsledger);
    await steppedUp(other.platform, await opsledger.databaseUrl());
    const made = await created<Source>(
      other.admin.post('webhook-sources', { slug: `${other.slug}-hr`, kind: 'api_key', name: 'HR' }),
    );
    const tell = async (event: object) => {
      const to = opsledger.http.with({ 'x-api-key': made.secret });
      expect((await to.post(`webhooks/hr/${other.slug}-hr`, event)).status).toBe(202);
    };
    await tell(about('E-1', 'hired', '2026-02-01T08:00:00Z', { ...person, startsOn: '2026-03-01' }));
    expect((await other.platform.post(`organizations/${other.id}/suspend`, { reason: 'unpaid' })).status).toBe(200);
    await tell(about('E-1', 'terminated', '2026-05-01T08:00:00Z', { endsOn: '2026-05-31' }));
    expect((await other.platform.post(`organizations/${other.id}/reactivate`)).status).toBe(200);
    const admin = await signIn(opsledger.http, other.adminEmail);
    await eventually(async () => {
      const { body } = await admin.get<Page<Employee>>('employees?externalId=E-1');
      expect(body.items).toMatchObject([{ status: 'ended', lastDay: '2026-05-31' }]);
    });
  });
});
