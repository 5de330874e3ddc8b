import { EventStream } from '#libs/testing/event-stream';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
import { daysAfter } from '#contracts/values/local-date';

const opsledger = sharedPlatform();
let nord: TestOrganization;
let admin: HttpClient;

beforeAll(async () => {
  nord = await organizationOn(opsledger);
  admin = nord.admin;
});

/** In UTC, which is the organisation's zone. */
const day = (days: number) => daysAfter(new Date().toISOString().slice(0, 10), days);

let people = 0;

/** An employee who signs in, with the only seat of a product. */
async function anEmployedUser() {
  const email = `leaver-${people++}@${nord.slug}.test`;
  const user = { email, name: 'Ada', password: PASSWORD, roles: ['manager'] };
  const { id: userId } = await created(admin.post('users', user));
  const person = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2025-01-01' };
  const { id: employeeId } = await created(admin.post('employees', person));
  expect((await admin.put(`employees/${employeeId}/user`, { userId })).status).toBe(200);
  const { id: serviceId } = await created(admin.post('services', { name: `Contoso ${people}` }));
  const { id: productId } = await created(admin.post(`services/${serviceId}/products`, { name: 'Mail', seats: 1 }));
  const { id: grantId } = await created(admin.post('grants', { productId, employeeId }));
  return { email, userId, employeeId, productId, grantId, client: await signIn(opsledger.http, email) };
}

const leaves = async (employeeId: string, lastDay: string | null) => {
  const { status } = await admin.post(`employees/${employeeId}/terminate`, { lastDay });
  expect(status).toBe(200);
};

it('who leaves works and signs in until the last day is over, and not a request longer', async () => {
  const { email, userId, employeeId, productId, grantId, client } = await anEmployedUser();
  const stream = await EventStream.open(`${opsledger.url}/api/v1/stream?topics=items`, { token: client.token });
  await leaves(employeeId, day(1));
  expect((await client.get('items')).status).toBe(200);
  await signIn(opsledger.http, email);
  const listed = await admin.get<{ items: { id: string }[] }>('employees?status=leaving');
  expect(listed.body.items.map(({ id }) => id)).toContain(employeeId);
  const { id: other } = await created(
    admin.post('employees', { firstName: 'Grace', lastName: 'Hopper', startsOn: '2025-01-01' }),
  );
  const again = () => admin.post<{ code?: string }>('grants', { productId, employeeId: other });
  expect(await again()).toMatchObject({ status: 422, body: { code: 'LIMIT_REACHED' } });

  // Told late: it has come already when it is answered.
  await leaves(employeeId, day(-1));
  expect(await client.get('items')).toMatchObject({ status: 401, body: { code: 'SESSION_ENDED' } });
  await stream.rest();
  const status = async () => (await admin.get<{ status: string }>(`users/${userId}`)).body.status;
  await eventually(async () => (await status()) === 'inactive');
  expect((await admin.post(`users/${userId}/reactivate`, {})).status).toBe(409);

  await eventually(async () => (await again()).status === 201, { timeoutMs: 20_000 });
  expect((await admin.get(`grants/${grantId}`)).body).toMatchObject({ status: 'expired', endsOn: null });
  expect((await admin.post(`grants/${grantId}/revoke`, {})).status).toBe(200);

  expect((await admin.post(`employees/${employeeId}/rehire`, { startsOn: day(0) })).status).toBe(200);
  await eventually(async () => (await admin.post(`users/${userId}/reactivate`, {})).status === 200);
  expect((await client.get('items')).status).toBe(401);
  await signIn(opsledger.http, email);
}, 60_000);

it('whose leave is taken back before it comes notices nothing', async () => {
  const { employeeId, client } = await anEmployedUser();
  await leaves(employeeId, day(0));
  await leaves(employeeId, null);
  expect((await client.get('items')).status).toBe(200);
}, 60_000);
