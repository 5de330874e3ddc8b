import { createHmac, randomUUID } from 'node:crypto';
import { created, eventually, organizationOn, sharedPlatform, type TestOrganization } from '#libs/testing';
import { HrSystems, type HrSystem, type HrSystemKind, type HrTrouble } from '../stand-in/hr-systems';

interface Employee {
  readonly id: string;
  readonly externalId: string;
  readonly status: string;
  readonly lastDay: string | null;
  readonly department: string | null;
  readonly position: string | null;
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
function send(event: object, { id = randomUUID(), secret = source.secret } = {}) {
  const body = JSON.stringify(event);
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
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

describe.each(['bamboohr', 'hibob', 'personio'] as const)('%s, which names people and is asked about them', (kind) => {
  let systems: HrSystems;
  let system: HrSystem;
  let connected: Source;
  const slug = () => `${organization.slug}-${kind}`;
  const idOf = (number: number) => `${kind}-${number}`;
  beforeAll(async () => {
    systems = await HrSystems.start();
    system = systems.system(kind);
    connected = await created<Source>(organization.admin.post('webhook-sources', sourceOf(kind, slug(), system)));
  });
  afterAll(() => systems.stop());

  const announce = async (id: string, event: 'created' | 'updated') => {
    const { headers, body } = system.callAbout(id, event, SECRET);
    const { status } = await opsledger.http.with(headers).request('POST', `webhooks/hr/${slug()}`, body);
    expect([200, 202]).toContain(status);
  };
  const fetchList = async () =>
    (await organization.admin.post<Reconciled>(`webhook-sources/${connected.id}/reconcile`)).body;
  const alarms = async () => {
    const { body } = await organization.admin.get<{ health: { alarms: string[] } }>(`webhook-sources/${connected.id}`);
    return body.health.alarms;
  };

  it('tells of a hire, a leave ahead that nobody announced, and its end', async () => {
    for (const number of [1, 2]) system.hire(idOf(number));
    for (const number of [1, 2]) await announce(idOf(number), 'created');
    await eventually(async () => (await employee(idOf(1)))?.department === 'Bakery');
    expect(await employee(idOf(1))).toMatchObject({ status: 'active', position: 'Baker', lastDay: null });
    system.leave(idOf(1), '2199-12-01');
    expect(await fetchList()).toMatchObject({ status: 'applying', counts: { listed: 2, ends: 1 } });
    await eventually(async () => (await employee(idOf(1)))?.lastDay === '2199-12-01');
    expect(await employee(idOf(1))).toMatchObject({ status: 'leaving' });
    system.cancelLeave(idOf(1));
    await announce(idOf(1), 'updated');
    await eventually(async () => (await employee(idOf(1)))?.lastDay === null);
  });

  it.each([
    ['refused', kind === 'personio' ? 'credential' : 'status-401'],
    ['busy', 'status-429'],
    ['cut_off', 'unreachable'],
  ] as const satisfies readonly (readonly [HrTrouble, string])[])(
    'ends nobody while it is %s',
    async (trouble, problem) => {
      system.trouble = trouble;
      expect(await fetchList()).toMatchObject({ status: 'unavailable', problem });
      expect(await alarms()).toEqual(['unreachable']);
      system.trouble = null;
      expect(await fetchList()).toMatchObject({ status: 'applying', problem: null });
      expect(await alarms()).toEqual([]);
      expect(await employee(idOf(1))).toMatchObject({ status: 'active', lastDay: null });
    },
  );

  it('ends nobody with an empty list, which waits for a person', async () => {
    system.trouble = 'empty';
    const { id, status, reason } = await fetchList();
    expect([status, reason]).toEqual(['held', 'empty']);
    system.trouble = null;
    const rejected = `webhook-sources/${connected.id}/reconciliations/${id}/reject`;
    expect((await organization.admin.post(rejected)).status).toBe(200);
    expect(await employee(idOf(2))).toMatchObject({ status: 'active', lastDay: null });
  });
});

it('Personio gives one token for many requests, another when that one ends early, and none to a wrong secret', async () => {
  const systems = await HrSystems.start();
  const personio = systems.system('personio');
  const { admin, slug } = organization;
  const source = sourceOf('personio', `${slug}-tokens`, personio);
  const { id } = await created<Source>(admin.post('webhook-sources', source));
  for (let number = 0; number < 30; number++) personio.hire(`token-${number}`);
  const fetchList = async () => (await admin.post<Reconciled>(`webhook-sources/${id}/reconcile`)).body;
  const exchanges = () => personio.asked.filter((each) => each === 'POST auth/token').length;
  expect(await fetchList()).toMatchObject({ status: 'applying', counts: { listed: 30, hires: 30 } });
  await fetchList();
  expect(exchanges()).toBe(1);
  personio.expireTokens();
  expect(await fetchList()).toMatchObject({ status: 'applying' });
  expect(exchanges()).toBe(2);
  personio.expireTokens();
  personio.credential = 'papi-id:another';
  expect(await fetchList()).toMatchObject({ status: 'unavailable', problem: 'credential' });
  await systems.stop();
});

interface Reconciled {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly problem: string | null;
}

const SECRET = 'the secret of the HR system';

function sourceOf(kind: HrSystemKind, slug: string, { url, credential }: HrSystem) {
  const api = { url, credential };
  return { slug, kind, name: kind, secret: SECRET, departments: { Kitchen: 'Bakery' }, api };
}
