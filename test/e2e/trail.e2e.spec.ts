import { asRole } from '#libs/testing/database';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';

interface Entry {
  readonly id: string;
  readonly action: string;
  readonly outcome: string;
  readonly actor: { readonly id: string; readonly email: string | null; readonly ip: string | null };
  readonly entity: { readonly type: string; readonly id: string };
  readonly changes: readonly { readonly field: string; readonly after: unknown }[];
}
interface Page {
  readonly items: readonly Entry[];
  readonly nextCursor: string | null;
}

const QUOTA = 300;

let opsledger: OpsLedgerProcess;
let organization: TestOrganization;
let theirs: TestOrganization;
let viewerId: string;
let viewer: HttpClient;

beforeAll(async () => {
  opsledger = await OpsLedgerProcess.start({ RATE_LIMIT_USER_PER_MINUTE: String(QUOTA) });
  organization = await organizationOn(opsledger);
  theirs = await organizationOn(opsledger);
  const { admin, slug } = organization;
  const user = { email: `viewer@${slug}.test`, name: 'Vera', password: PASSWORD, roles: ['viewer'] };
  viewerId = (await created(admin.post('users', user))).id;
  viewer = await signIn(opsledger.http, user.email);
});
afterAll(() => opsledger.remove());

const valueOf = ({ changes }: Entry, field: string) => changes.find((change) => change.field === field)?.after;
const sum = (entries: readonly Entry[]) => entries.reduce((total, entry) => total + Number(valueOf(entry, 'count')), 0);

async function trail(client: HttpClient, query: string): Promise<readonly Entry[]> {
  const { status, body } = await client.get<Page>(`audit-logs?sort=index&limit=200&${query}`);
  expect(status).toBe(200);
  return body.items;
}

/** Polls slowly: a reader has a quota too. */
const seen = <T>(look: () => Promise<T>) => eventually(look, { everyMs: 500 });

describe('reads', () => {
  it('of users and of the trail are in the trail, with organisation, route and number', async () => {
    const { admin, id } = organization;
    const me = (await admin.get<{ id: string }>('auth/me')).body.id;
    const list = await admin.get<{ items: object[] }>('users?status=active');
    const one = await admin.get(`users/${viewerId}`);
    const etag = one.headers.get('etag') ?? '';
    expect((await admin.with({ 'if-none-match': etag }).get(`users/${viewerId}`)).status).toBe(304);
    expect(one.headers.get('opsledger-position')).toBeNull();
    const entries = await seen(async () => {
      const found = await trail(admin, `action=personal_data.read&actorId=${me}`);
      expect(found).toHaveLength(2);
      return found;
    });
    expect(entries.map(({ outcome, actor, entity }) => [outcome, actor.id, actor.ip, entity.id])).toEqual([
      ['done', me, '127.0.0.1', id],
      ['done', me, '127.0.0.1', viewerId],
    ]);
    expect(entries.map((entry) => ['route', 'parameters', 'rows'].map((field) => valueOf(entry, field)))).toEqual([
      ['GET /api/v1/users', ['status'], list.body.items.length],
      ['GET /api/v1/users/{userId}', [], 1],
    ]);
    await seen(async () => expect(await trail(admin, `action=audit_trail.read&actorId=${me}`)).not.toEqual([]));
  });

  it('by the platform’s people are in the trail of the organisation that they read', async () => {
    const { admin, platform, id } = organization;
    const auditor = (await platform.get<{ id: string }>('auth/me')).body.id;
    await trail(platform, `organizationId=${id}&action=user.created`);
    await seen(async () => {
      const [last] = (await trail(admin, `action=audit_trail.read&actorId=${auditor}`)).toReversed();
      expect(last && valueOf(last, 'parameters')).toEqual(
        expect.arrayContaining(['organizationId', 'action', 'limit', 'sort']),
      );
    });
  });

  it('do not keep a reader from the end of the trail', async () => {
    const { admin } = theirs;
    const ids: string[] = [];
    let page = (await admin.get<Page>('audit-logs?sort=index&limit=1')).body;
    while (page.nextCursor !== null && ids.length < 50) {
      ids.push(...page.items.map(({ id }) => id));
      page = (await admin.get<Page>(`audit-logs?limit=1&cursor=${page.nextCursor}`)).body;
    }
    ids.push(...page.items.map(({ id }) => id));
    expect(page.nextCursor).toBeNull();
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('a read that cannot be recorded', () => {
  it('is not answered, while others are', async () => {
    const { admin } = organization;
    await asRole(await opsledger.databaseUrl(), 'opsledger_log', async (client) => {
      // Every append waits for this lock, which goes with the connection.
      await client.query(`SELECT pg_advisory_lock(hashtextextended('opsledger event_log', 0))`);
      const [users, trailOf, items] = await Promise.all([
        admin.get<{ code: string }>('users'),
        admin.get<{ code: string }>('audit-logs'),
        admin.get('items'),
      ]);
      expect([users.status, users.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect([trailOf.status, trailOf.body.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
      expect(items.status).toBe(200);
    });
    await eventually(async () => expect((await admin.get('users')).status).toBe(200));
  });
});

describe('refusals', () => {
  it("of a caller without the permission are in the trail, without the request's values", async () => {
    const { admin } = organization;
    const { body } = await theirs.admin.get<{ items: { id: string }[] }>('users');
    const tried = body.items[0]?.id as string;
    expect((await viewer.get(`users/${tried}`)).status).toBe(403);
    const [entry] = await seen(async () => {
      const found = await trail(admin, 'action=access.forbidden');
      expect(found).toHaveLength(1);
      return found;
    });
    expect(entry).toMatchObject({
      outcome: 'refused',
      actor: { id: viewerId },
      entity: { type: 'source', id: viewerId },
    });
    expect(valueOf(entry as Entry, 'routes')).toEqual(['GET /api/v1/users/{userId}']);
    expect(JSON.stringify(entry)).not.toContain(tried);
    expect(await trail(theirs.admin, 'action=access.forbidden')).toEqual([]);
  });

  it('of signing in are the platform’s, by network, and nothing typed is anywhere in the log', async () => {
    const typed = { email: 'nobody-at-all@example.org', password: 'a password that nobody has' };
    expect((await opsledger.http.post('auth/login', typed)).status).toBe(401);
    const [entry] = await seen(async () => {
      const found = await trail(organization.platform, 'action=login.failed');
      expect(found).toHaveLength(1);
      return found;
    });
    expect(entry).toMatchObject({
      outcome: 'refused',
      entity: { id: '127.0.0.0/24' },
      actor: { email: null, ip: null },
    });
    const url = await opsledger.databaseUrl();
    const holding = `SELECT count(*)::int AS count FROM event_log.event WHERE data LIKE $1 OR metadata LIKE $1`;
    for (const text of Object.values(typed)) {
      const found = await asRole(url, 'opsledger_log', async (client) => client.query(holding, [`%${text}%`]));
      expect(found.rows).toEqual([{ count: 0 }]);
    }
  });

  it('for too many requests are one entry at once and a count of the rest, which a stop does not lose', async () => {
    // Too many even when a minute of the quota ends meanwhile.
    const answers = await Promise.all(Array.from({ length: 2 * QUOTA + 20 }, () => viewer.get('items')));
    const refused = answers.filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThan(1);
    await seen(async () => expect(await trail(organization.admin, 'action=rate_limit.hit')).not.toEqual([]));
    expect(await opsledger.stop()).toBe(0);
    opsledger = await opsledger.again();
    const admin = await signIn(opsledger.http, organization.adminEmail);
    const entries = await trail(admin, 'action=rate_limit.hit');
    expect(entries.map(({ entity }) => entity.id)).toEqual(entries.map(() => viewerId));
    expect(entries[0]).toMatchObject({ outcome: 'refused', actor: { id: viewerId } });
    expect(sum(entries)).toBe(refused);
    expect(entries.length).toBeLessThan(refused);
  });
});
