import { randomUUID } from 'node:crypto';
import { ExpireIdleSessions, type ExpiredSessions } from '#contracts/auth/expire-idle-sessions';
import { event } from '#contracts/declare/event';
import type { SessionEnded } from '#contracts/auth/session-events';
import { activeOrganizations } from '#libs/runtime';
import { openSchedules, scheduleMigrations, type Schedules } from '#libs/schedules';
import { eventually } from '#libs/testing/eventually';
import { PLATFORM } from '#contracts/permissions';
import { OrganizationSuspended } from '#contracts/tenancy/organization-events';
import { TestAuth } from '../auth.fixture';
import { organizations } from '../organization/organizations.entity';
import { expireIdleSessionsJob } from './expire-idle-sessions.job';

let auth: TestAuth;
let organizationId: string;
beforeAll(async () => {
  auth = await TestAuth.open();
  organizationId = await auth.anOrganization();
});
afterAll(() => auth.close());

const SERVICE = { id: 'service:auth', type: 'service', roles: [] } as const;

const expire = (more: object = {}) =>
  auth.ask<ExpiredSessions>(ExpireIdleSessions, {}, { tenantId: PLATFORM, actor: SERVICE, ...more });

async function aSession() {
  const { email, accountId } = await auth.aMember([organizationId]);
  const { refreshToken } = await auth.signIn(email);
  const { rows } = await auth.database.query<{ id: string }>('SELECT id FROM auth.session WHERE account_id = $1', [
    accountId,
  ]);
  return { id: rows[0]?.id ?? '', refreshToken };
}

const age = (id: string, column: 'used_at' | 'signed_in_at', days: number) =>
  auth.asOwner(`UPDATE auth.session SET ${column} = now() - make_interval(days => $2) WHERE id = $1`, [id, days]);
const reasonOf = async (id: string) => {
  const history = await auth.recorded('auth.session', { tenantId: organizationId, id });
  const ended = history.find(({ type }) => type === 'SessionEnded');
  return (ended?.data as SessionEnded | undefined)?.reason;
};

it('ends a session that was not used for 30 days, at every gateway, and no other', async () => {
  const [idle, inUse, old] = [await aSession(), await aSession(), await aSession()];
  await age(idle.id, 'used_at', 30);
  await age(inUse.id, 'used_at', 29);
  await age(old.id, 'signed_in_at', 90);
  expect(await expire()).toEqual({ sessions: 2 });
  expect(await reasonOf(idle.id)).toBe('idle');
  expect(await reasonOf(old.id)).toBe('expired');
  expect(await reasonOf(inUse.id)).toBeUndefined();
  expect(await auth.published('session', idle.id)).toMatchObject({ ended: true });
  await expect(auth.refresh(idle.refreshToken)).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  expect(await expire()).toEqual({ sessions: 0 });
});

it('counts the use of a refresh token as a use of its session', async () => {
  const used = await aSession();
  await age(used.id, 'used_at', 29);
  await auth.refresh(used.refreshToken);
  await auth.asOwner(`UPDATE auth.session SET used_at = used_at - interval '2 days' WHERE id = $1`, [used.id]);
  expect(await expire()).toEqual({ sessions: 0 });
});

it('ends more than one batch; when its time is over it reports so, and goes on when it is sent again', async () => {
  const commandId = randomUUID();
  await auth.database.query(
    `INSERT INTO auth.session (id, account_id, organization_id, used_at, token_key)
     SELECT gen_random_uuid(), gen_random_uuid(), NULL, now() - interval '31 days', decode(repeat('00', 32), 'hex') FROM generate_series(1, 450)`,
  );
  await expect(expire({ commandId, deadline: Date.now() + 2_900 })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  });
  expect(await expire({ commandId })).toEqual({ sessions: 250 });
});

it('knows the organisations that are active, with their time zones, for jobs that each of them has', async () => {
  const suspended = await auth.anOrganization('Closed');
  const known = async () => {
    const found = [];
    for await (const organization of activeOrganizations(organizations)(auth.parts)) found.push(organization);
    return found;
  };
  await eventually(async () => (await known()).some(({ id }) => id === suspended));
  await auth.tenancyRecords(suspended, event(OrganizationSuspended, { organizationId: suspended, reason: null }), 0);
  await eventually(async () => (await known()).every(({ id }) => id !== suspended));
  expect(await known()).toContainEqual({ id: organizationId, timeZone: 'UTC' });
});

it('takes no organisation as active while suspensions may still have to be folded', async () => {
  const asked: (readonly string[])[] = [];
  const filling = (names: readonly string[]) => {
    asked.push(names);
    return new Promise<void>(() => undefined);
  };
  const found = [];
  for await (const each of activeOrganizations(organizations)({
    ...auth.parts,
    progress: { ...auth.parts.progress, filling },
  })) {
    found.push(each);
  }
  expect([found, asked]).toEqual([[], [[organizations.projection.name]]]);
});

it('reads a directory to its end, also where entries of many organisations have one id', async () => {
  const copied = await auth.anOrganization('Copied');
  const entries = async () => {
    const found: string[] = [];
    for await (const { id, tenantId } of organizations.each(auth.parts.platformReader)) {
      if (id === copied) found.push(tenantId);
    }
    return found;
  };
  await eventually(async () => expect(await entries()).toHaveLength(1));
  await auth.asOwner(
    `INSERT INTO auth.organization_directory_v2_a
     SELECT (jsonb_populate_record(entry, jsonb_build_object('tenant_id', gen_random_uuid(), 'status', 'suspended'))).*
       FROM auth.organization_directory_v2_a entry, generate_series(1, 1200)
      WHERE entry.id = $1`,
    [copied],
  );
  const found = await entries();
  expect([found.length, new Set(found).size]).toEqual([1_201, 1_201]);
});

describe('the daily job', () => {
  let schedules: Schedules | undefined;
  afterEach(() => schedules?.stop());

  it('sends it once a day, as auth itself', async () => {
    const idle = await aSession();
    await age(idle.id, 'used_at', 31);
    let now = Date.parse('2027-01-10T12:00:00Z');
    const sent: string[] = [];
    schedules = openSchedules({
      jobs: [expireIdleSessionsJob],
      pool: await auth.enginePool(scheduleMigrations),
      clock: () => now,
      async *organizations() {},
      send: async (_service, contract, payload, context) => {
        sent.push(context.actor.id);
        await auth.ask(contract, payload, { ...context, now: new Date().toISOString(), deadline: Date.now() + 10_000 });
        return {};
      },
      onFault: (what, error) => void auth.faults.push(what, error),
      recheckMs: 5,
    });
    schedules.start();
    await eventually(async () => auth.hasRun('introduced'));
    now = Date.parse('2027-01-11T03:15:01Z');
    await eventually(async () => (await reasonOf(idle.id)) === 'idle');
    await eventually(async () => auth.hasRun('done'));
    expect(sent).toEqual(['service:auth']);
  });
});
