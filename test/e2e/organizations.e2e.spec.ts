import { EventStream } from '#libs/testing/event-stream';
import { eventually } from '#libs/testing/eventually';
import type { HttpAnswer, HttpClient } from '#libs/testing/http-client';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';

interface Problem {
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string }[];
}
interface Shown {
  readonly items: readonly { readonly id: string; readonly memberCount: number }[];
}

const opsledger = sharedPlatform();
let acme: TestOrganization;
let other: TestOrganization;
let people = 0;

beforeAll(async () => {
  acme = await organizationOn(opsledger);
  other = await organizationOn(opsledger);
});

/** A user with this role, signed in. */
async function user(role: string) {
  const email = `${role}-${people++}@${acme.slug}.test`;
  const { id } = await created(acme.admin.post('users', { email, name: role, password: PASSWORD, roles: [role] }));
  return { id, client: await signIn(opsledger.http, email) };
}

/** A client that reads what another one's command has made. */
const having = ({ headers }: HttpAnswer<object>, client: HttpClient) =>
  client.with({ 'opsledger-position': headers.get('opsledger-position') ?? '' });

const problemOf = ({ status, body }: { readonly status: number; readonly body: Problem }) => [
  status,
  body.code,
  body.errors?.map(({ pointer }) => pointer) ?? [],
];

describe('a domain', () => {
  it('is seen by its members, managed by its owner, and by administrators', async () => {
    const [owner, member, stranger] = [await user('counter'), await user('viewer'), await user('manager')];
    const { id } = await created(acme.admin.post('domains', { name: 'Night shift', ownerId: owner.id }));
    const path = `domains/${id}`;
    expect((await member.client.get(path)).status).toBe(404);
    const members = { members: [member.id] };
    const set = await owner.client.put(`${path}/members`, members);
    expect(set.status).toBe(200);
    const seen = await having(set, member.client).get<{ members: string[] }>(path);
    expect(seen.body).toMatchObject({ id, ownerId: owner.id, members: [owner.id, member.id].toSorted() });
    expect((await member.client.get<Shown>('domains')).body.items).toMatchObject([{ id, memberCount: 2 }]);
    expect((await stranger.client.get<Shown>('domains')).body.items).toEqual([]);

    const rename = { name: 'Late shift' };
    expect(problemOf(await member.client.patch<Problem>(path, rename))).toEqual([403, 'FORBIDDEN', []]);
    expect(problemOf(await stranger.client.patch<Problem>(path, rename))).toEqual([404, 'NOT_FOUND', []]);
    expect(problemOf(await stranger.client.request<Problem>('DELETE', path))).toEqual([404, 'NOT_FOUND', []]);
    expect((await owner.client.patch(path, { ownerId: member.id })).status).toBe(200);
    expect(problemOf(await owner.client.patch<Problem>(path, rename))).toEqual([403, 'FORBIDDEN', []]);
    expect((await member.client.patch(path, rename)).status).toBe(200);
    const deleted = await acme.admin.request('DELETE', path);
    expect(deleted.status).toBe(200);
    expect((await having(deleted, member.client).get(path)).status).toBe(404);
  });

  it('is followed live by its members, until they are members no more', async () => {
    const member = await user('viewer');
    const { id: own } = await created(acme.admin.post('domains', { name: 'Own', ownerId: member.id }));
    const { id } = await created(acme.admin.post('domains', { name: 'Yard' }));
    await acme.admin.put(`domains/${id}/members`, { members: [member.id] });
    const { token } = member.client;
    const stream = await EventStream.open(`${opsledger.url}/api/v1/stream?topics=domains`, { token });
    /** The domains whose new name the member is sent, up to their own, which is named last. */
    const sentOf = async (name: string): Promise<readonly unknown[]> => {
      for (const each of [id, own]) expect((await acme.admin.patch(`domains/${each}`, { name })).status).toBe(200);
      const sent: unknown[] = [];
      while (!sent.includes(own)) {
        const message = await stream.next();
        if (!message) throw new Error('the stream has ended');
        if (message.data['name'] === name) sent.push(message.data['id']);
      }
      return sent;
    };
    expect(await sentOf('Both')).toEqual([id, own]);
    expect((await acme.admin.put(`domains/${id}/members`, { members: [] })).status).toBe(200);
    let round = 0;
    const ended = async () => (await sentOf(`After ${round++}`)).length === 1;
    await eventually(ended, { everyMs: 100 });
    expect(await sentOf('Later')).toEqual([own]);
    stream.close();
  });

  it('has its former users as members no more', async () => {
    const [owner, member] = [await user('counter'), await user('viewer')];
    const { id } = await created(acme.admin.post('domains', { name: 'Dock', ownerId: owner.id }));
    await acme.admin.put(`domains/${id}/members`, { members: [member.id] });
    expect((await acme.admin.request('DELETE', `users/${member.id}`)).status).toBe(200);
    await eventually(async () => {
      const { body } = await acme.admin.get<{ members: string[] }>(`domains/${id}`);
      expect(body.members).toEqual([owner.id]);
    });
  });

  it('has nobody of another organisation as owner or member', async () => {
    const stranger = await other.admin.get<{ id: string }>('auth/me');
    const owned = { name: 'Yard', ownerId: stranger.body.id };
    expect(problemOf(await acme.admin.post<Problem>('domains', owned))).toEqual([404, 'NOT_FOUND', ['/ownerId']]);
    const { id } = await created(acme.admin.post('domains', { name: 'Yard' }));
    const set = await acme.admin.put<Problem>(`domains/${id}/members`, { members: [stranger.body.id] });
    expect(problemOf(set)).toEqual([404, 'NOT_FOUND', ['/members/0']]);
  });
});

describe('a department', () => {
  it('has its name for itself until it has another or is deleted', async () => {
    const { id } = await created(acme.admin.post('departments', { name: 'Packing' }));
    const taken = await acme.admin.post<Problem>('departments', { name: 'PACKING' });
    expect(problemOf(taken)).toEqual([409, 'DUPLICATE', ['/name']]);
    expect((await acme.admin.patch(`departments/${id}`, { name: 'Dispatch' })).status).toBe(200);
    const { id: packing } = await created(acme.admin.post('departments', { name: 'Packing' }));
    const stale = acme.admin.with({ 'if-match': '"0"' });
    expect((await stale.request('DELETE', `departments/${id}`)).status).toBe(412);
    const { headers } = await acme.admin.get(`departments/${id}`);
    const fresh = acme.admin.with({ 'if-match': headers.get('etag') as string });
    expect((await fresh.request('DELETE', `departments/${id}`)).status).toBe(200);
    expect((await acme.admin.get(`departments/${id}`)).status).toBe(404);
    expect((await acme.admin.patch(`departments/${packing}`, { name: 'Dispatch' })).status).toBe(200);
  });
});

describe('an organisation', () => {
  it('is changed by its administrator, but for its slug and tier', async () => {
    const path = `organizations/${acme.id}`;
    const { headers } = await acme.admin.get(path);
    expect((await acme.admin.patch(path, { name: 'Acme Drinks', timeZone: 'Europe/Berlin' })).status).toBe(200);
    const shown = await acme.admin.get(path);
    expect(shown.body).toMatchObject({ name: 'Acme Drinks', timeZone: 'Europe/Berlin', slug: acme.slug });
    expect(shown.headers.get('etag')).not.toBe(headers.get('etag'));
    const forbidden = await acme.admin.patch<Problem>(path, { slug: `${acme.slug}-2` });
    expect(problemOf(forbidden)).toEqual([403, 'FORBIDDEN', ['/slug']]);
    expect(problemOf(await acme.admin.patch<Problem>(path, { tier: 'pro' }))).toEqual([403, 'FORBIDDEN', ['/tier']]);
    const named = [{ id: acme.id, name: 'Acme Drinks' }];
    await eventually(async () => {
      const me = await acme.admin.get<{ organizations: object[] }>('auth/me');
      expect(me.body.organizations).toMatchObject(named);
    });
  });

  it('frees its former slug with another one', async () => {
    const slug = `${other.slug}-again`;
    expect((await other.platform.patch(`organizations/${other.id}`, { slug })).status).toBe(200);
    const taken = await other.platform.post<Problem>('organizations', { slug, name: 'Late' });
    expect(problemOf(taken)).toEqual([409, 'DUPLICATE', ['/slug']]);
    await created(other.platform.post('organizations', { slug: other.slug, name: 'Next' }));
  });

  it('has limits that a platform administrator sets and takes back; a lower one than is used adds nothing more', async () => {
    const path = `organizations/${other.id}`;
    const limited = await other.platform.put(`${path}/limits`, { users: 0, employees: 7 });
    expect(limited.status).toBe(200);
    const grace = { email: `grace@${other.slug}.test`, name: 'Grace', password: PASSWORD, roles: ['viewer'] };
    expect(problemOf(await other.admin.post<Problem>('users', grace))).toEqual([422, 'LIMIT_REACHED', []]);
    const used = await other.admin.get(`${path}/usage`);
    expect(used.body).toMatchObject({ users: { used: 1, limit: 0 }, employees: { used: 0, limit: 7 } });
    expect((await other.platform.put(`${path}/limits`, { users: null })).status).toBe(200);
    await created(other.admin.post('users', grace));
    const mary = { firstName: 'Mary', lastName: 'Jackson', startsOn: '2026-01-01' };
    await created(other.admin.post('employees', mary));
    await created(other.admin.post('departments', { name: 'Packing' }));
    const usage = await eventually(async () => {
      const { body } = await other.platform.get<Record<string, { used: number }>>(`${path}/usage`);
      return (body['departments']?.used ?? 0) > 0 && (body['employees']?.used ?? 0) > 0 && body;
    });
    expect(usage).toMatchObject({
      users: { used: 2, limit: 200 },
      employees: { used: 1, limit: 7 },
      departments: { used: 1, limit: null },
      domains: { used: 0, limit: null },
    });
  });

  it('is suspended for a reason that its trail shows', async () => {
    const { id } = await created(other.platform.post('organizations', { slug: `${other.slug}-3`, name: 'Brief' }));
    expect((await other.platform.post(`organizations/${id}/suspend`, { reason: 'unpaid' })).status).toBe(200);
    const trail = `audit-logs?organizationId=${id}&action=organization.suspended`;
    await eventually(async () => {
      const { body } = await other.platform.get<{ items: object[] }>(trail);
      const reason = { field: 'reason', before: null, after: 'unpaid' };
      expect(body.items).toMatchObject([{ changes: expect.arrayContaining([reason]) as object[] }]);
    });
  });
});
