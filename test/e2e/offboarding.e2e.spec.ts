import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { created, organizationOn, PASSWORD, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
import { daysAfter } from '#contracts/values/local-date';

interface Case {
  readonly id: string;
  readonly status: string;
  readonly tasks: readonly { readonly id: string; readonly kind: string; readonly title: string; status: string }[];
}

const opsledger = sharedPlatform();
let organization: TestOrganization;
let admin: HttpClient;

beforeAll(async () => {
  organization = await organizationOn(opsledger);
  admin = organization.admin;
});

const user = async (name: string) => {
  const email = `${name.toLowerCase()}@${organization.slug}.test`;
  return (await created(admin.post('users', { email, name, password: PASSWORD, roles: ['manager'] }))).id;
};

/** Of each kind of thing that somebody can own one, and a grant. */
async function ownerOfEverything(heirId: string) {
  const ownerId = await user('Leaver');
  const person = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2025-01-01' };
  const { id: employeeId } = await created(admin.post('employees', person));
  expect((await admin.put(`employees/${employeeId}/user`, { userId: ownerId })).status).toBe(200);
  const { id: serviceId } = await created(admin.post('services', { name: 'Contoso', ownerId }));
  const { id: productId } = await created(admin.post(`services/${serviceId}/products`, { name: 'Mail', ownerId }));
  const payment = { amount: '120.00', cycle: 'yearly', payerId: ownerId };
  expect((await admin.put(`payment-register/${productId}`, payment)).status).toBe(200);
  const { id: domainId } = await created(admin.post('domains', { name: 'Night shift', ownerId }));
  const { id: otherDomainId } = await created(admin.post('domains', { name: 'Day shift', ownerId: heirId }));
  expect((await admin.put(`domains/${otherDomainId}/members`, { members: [ownerId] })).status).toBe(200);
  const tasks: string[] = [];
  for (const each of [domainId, otherDomainId]) {
    const task = { domainId: each, title: 'Inspect the fire doors', assigneeId: ownerId };
    tasks.push((await created(admin.post('tasks', task))).id);
  }
  const { id: grantId } = await created(admin.post('grants', { productId, employeeId }));
  return { employeeId, serviceId, productId, domainId, tasks, grantId };
}

/** Stock that was issued to the person; returns the movement. */
async function issued(employeeId: string): Promise<string> {
  const { id: locationId } = await created(admin.post('locations', { code: 'S', name: 'Shelf' }));
  const { id: itemId } = await created(admin.post('items', { itemNumber: 'L-1', name: 'Laptop', unit: 'pcs' }));
  await created(admin.post(`items/${itemId}/receipts`, { locationId, quantity: '5', unitCost: '900' }));
  const usage = { locationId, quantity: '1', employeeId, reference: 'First day' };
  const used = await created<{ movementIds: string[] }>(admin.post(`items/${itemId}/usages`, usage));
  return used.movementIds[0] ?? '';
}

it('everything that a leaver owns is handed over at once, and the case is complete once the rest is taken back', async () => {
  const heirId = await user('Heir');
  const { employeeId, serviceId, productId, domainId, tasks, grantId } = await ownerOfEverything(heirId);
  const movementId = await issued(employeeId);
  await eventually(async () => {
    const { body } = await admin.get<{ employeeId: string }>(`movements/${movementId}`);
    expect(body.employeeId).toBe(employeeId);
  });
  const lastDay = daysAfter(new Date().toISOString().slice(0, 10), 10);
  expect((await admin.post(`employees/${employeeId}/terminate`, { lastDay })).status).toBe(200);

  const theCase = async (): Promise<Case | undefined> => {
    const list = `cases?kind=offboarding&employeeId=${employeeId}`;
    const [found] = (await admin.get<{ items: { id: string }[] }>(list)).body.items;
    return found && (await admin.get<Case>(`cases/${found.id}`)).body;
  };
  await eventually(
    async () => {
      const kinds = (await theCase())?.tasks.map(({ kind }) => kind).toSorted();
      const five = Array.from({ length: 5 }, () => 'hand_over');
      expect(kinds).toEqual([...five, 'return_equipment', 'revoke_grant']);
    },
    { timeoutMs: 30_000, everyMs: 100 },
  );
  const caseId = (await theCase())?.id ?? '';
  expect((await admin.post(`cases/${caseId}/hand-over`, { to: heirId })).body).toMatchObject({ tasks: 5 });
  const statuses = async () => (await theCase())?.tasks.map(({ kind, status }) => `${kind} ${status}`);
  const others = ['return_equipment open', 'revoke_grant open'];
  await eventually(
    async () => expect((await statuses())?.filter((each) => each !== 'hand_over done').toSorted()).toEqual(others),
    { timeoutMs: 30_000, everyMs: 100 },
  );
  const shown = async (path: string) => (await admin.get(path)).body;
  expect(await shown(`services/${serviceId}`)).toMatchObject({ ownerId: heirId });
  expect(await shown(`services/${serviceId}/products/${productId}`)).toMatchObject({ ownerId: heirId });
  expect(await shown(`payment-register/${productId}`)).toMatchObject({ payerId: heirId, amount: '120.00' });
  expect(await shown(`domains/${domainId}`)).toMatchObject({ ownerId: heirId });
  for (const task of tasks) expect(await shown(`tasks/${task}`)).toMatchObject({ assigneeId: heirId });

  // What is done elsewhere is done.
  await created(admin.post(`movements/${movementId}/take-back`, { quantity: '1' }));
  const revocation = (await theCase())?.tasks.find(({ kind }) => kind === 'revoke_grant');
  expect((await admin.post(`inbox/tasks/${revocation?.id}/complete`)).status).toBe(200);
  await eventually(async () => expect((await shown(`grants/${grantId}`)).status).toBe('revoked'), {
    timeoutMs: 30_000,
  });
  await eventually(async () => expect(await statuses()).toContain('revoke_grant done'));
}, 120_000);
