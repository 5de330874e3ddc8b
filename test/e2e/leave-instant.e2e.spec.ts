import fc from 'fast-check';
import { asRole } from '#libs/testing/database';
import { EventStream } from '#libs/testing/event-stream';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { MovedClock } from '#libs/testing/moved-clock';
import { OpsLedgerProcess } from '#libs/testing/opsledger-process';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { mailsOf } from '#libs/testing/shared-platform';
import { steppedUp } from '#libs/testing/stepped-up';
import { daysAfter, localDate } from '#contracts/values/local-date';
import { People, endOf, toldPeople, type CastPerson } from './told-people';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The full hour of the first leave, at least a minute from now. */
const hour = Math.ceil((Date.now() + MINUTE_MS) / HOUR_MS) * HOUR_MS;
/** A zone in which a day begins at this full hour. */
function zoneWithMidnightAt(instant: number): string {
  const utcHour = new Date(instant).getUTCHours();
  return utcHour <= 12 ? `Etc/GMT+${utcHour}` : `Etc/GMT-${24 - utcHour}`;
}

let clock: MovedClock;
let opsledger: OpsLedgerProcess;

beforeAll(async () => {
  clock = new MovedClock(hour - 3 * MINUTE_MS);
  opsledger = await OpsLedgerProcess.start(clock.environment);
}, 180_000);
afterAll(async () => {
  await opsledger.remove();
  clock.remove();
});

/** An organisation in which a day ends at an instant, and that day. */
async function organizationEndingADayAt(instant: number): Promise<TestOrganization & { readonly lastDay: string }> {
  const organization = await organizationOn(opsledger);
  const timeZone = zoneWithMidnightAt(instant);
  expect((await organization.admin.patch(`organizations/${organization.id}`, { timeZone })).status).toBe(200);
  return { ...organization, lastDay: localDate(new Date(instant - 1).toISOString(), timeZone) };
}

let people = 0;

/** A user who is an employee; without a password they are invited, and have not accepted. */
async function anEmployedUser({ admin, slug }: TestOrganization, { password }: { readonly password?: string } = {}) {
  const email = `person-${people++}@${slug}.test`;
  const { id: userId } = await created(admin.post('users', { email, name: 'Ada', roles: ['admin'], password }));
  const person = { firstName: 'Ada', lastName: 'Lovelace', startsOn: '2025-01-01' };
  const { id: employeeId } = await created(admin.post('employees', person));
  expect((await admin.put(`employees/${employeeId}/user`, { userId })).status).toBe(200);
  return { email, userId, employeeId };
}

/** Whatever opens the organisation to somebody who signs in there: each answers whether it still does. */
async function waysInOf(email: string): Promise<Readonly<Record<string, () => Promise<boolean>>>> {
  const client = await signIn(opsledger.http, email);
  await steppedUp(client, await opsledger.databaseUrl());
  const { key } = await created<{ key: string }>(
    client.post('api-keys', { name: 'Sync', scopes: ['inventory.item.read'] }),
  );
  const feed = await created<{ url: string }>(client.post('calendar-feeds'));
  const login = () =>
    opsledger.http.post<{ refreshToken: string; user?: { organizationId: string | null } }>('auth/login', {
      email,
      password: PASSWORD,
    });
  let { refreshToken } = (await login()).body;
  return {
    session: async () => (await opsledger.http.as(client.token).get('items')).status === 200,
    'API key': async () => (await opsledger.http.as(key).get('items')).status === 200,
    'calendar feed': async () => (await opsledger.http.request('GET', new URL(feed.url).pathname)).status === 200,
    'refresh token': async () => {
      const { status, body } = await opsledger.http.post<{ refreshToken: string }>('auth/refresh', { refreshToken });
      if (status === 200) ({ refreshToken } = body);
      return status === 200;
    },
    login: async () => typeof (await login()).body.user?.organizationId === 'string',
  };
}

async function open(ways: Awaited<ReturnType<typeof waysInOf>>): Promise<readonly string[]> {
  const answers = await Promise.all(
    Object.entries(ways).map(async ([name, isOpen]) => [name, await isOpen()] as const),
  );
  return answers.flatMap(([name, isOpen]) => (isOpen ? [name] : []));
}
const EVERY_WAY = ['session', 'API key', 'calendar feed', 'refresh token', 'login'];

/** The ends of memberships that the log holds. */
async function endsOf(userId: string): Promise<readonly string[]> {
  const { rows } = await asRole(await opsledger.databaseUrl(), 'opsledger_log', (client) =>
    client.query<{ endedAt: string }>(
      `SELECT data::json ->> 'endedAt' AS "endedAt" FROM event_log.event
        WHERE type = 'MembershipEnded' AND data::json ->> 'membershipId' = $1`,
      [userId],
    ),
  );
  return rows.map(({ endedAt }) => endedAt);
}

async function leaves(admin: HttpClient, employeeId: string, lastDay: string): Promise<void> {
  expect((await admin.post(`employees/${employeeId}/terminate`, { lastDay })).status).toBe(200);
}

async function tokenOfInvitation(email: string): Promise<string> {
  let token: string | undefined;
  await eventually(
    async () => {
      const [mail = ''] = await mailsOf(opsledger.dataDir, email);
      token = /#token=([\w-]+)/.exec(mail.replaceAll('=\r\n', '').replaceAll('=3D', '='))?.[1];
      return token !== undefined;
    },
    { timeoutMs: 30_000 },
  );
  return token ?? '';
}

/** A task that every administrator may claim. */
async function aTask(admin: HttpClient): Promise<string> {
  const candidates = [{ kind: 'role', role: 'admin' }];
  const templates = [{ kind: 'mover', title: 'Move the desk', dueAfter: 0, candidates }];
  expect((await admin.put('task-templates', { templates })).status).toBe(200);
  const grace = { firstName: 'Grace', lastName: 'Hopper', startsOn: '2025-01-01' };
  const { id: employeeId } = await created(admin.post('employees', grace));
  const { id } = await created(admin.post('cases', { kind: 'mover', employeeId, effectiveOn: '2026-03-31' }));
  const { body } = await admin.get<{ tasks: { id: string }[] }>(`cases/${id}`);
  return body.tasks[0]?.id ?? '';
}

it('at its instant a leave takes everything that the leaver has, and it is recorded once', async () => {
  const organization = await organizationEndingADayAt(hour);
  const { admin, lastDay } = organization;
  const [leaver, guest] = [
    await anEmployedUser(organization, { password: PASSWORD }),
    await anEmployedUser(organization),
  ];
  const ways = await waysInOf(leaver.email);
  const client = await signIn(opsledger.http, leaver.email);
  const stream = await EventStream.open(`${opsledger.url}/api/v1/stream?topics=items`, { token: client.token });
  const { id: serviceId } = await created(admin.post('services', { name: 'Contoso' }));
  const { id: productId } = await created(admin.post(`services/${serviceId}/products`, { name: 'Mail', seats: 1 }));
  const { id: grantId } = await created(admin.post('grants', { productId, employeeId: leaver.employeeId }));
  const other = { firstName: 'Mary', lastName: 'Ward', startsOn: '2025-01-01' };
  const { id: otherId } = await created(admin.post('employees', other));
  const seat = async () => (await admin.post('grants', { productId, employeeId: otherId })).status;
  const taskId = await aTask(admin);
  expect((await client.post(`inbox/tasks/${taskId}/claim`)).status).toBe(200);
  const holder = async () => (await admin.get<{ holderId: string }>(`inbox/tasks/${taskId}`)).body.holderId;
  // Invited by the leaver: the organisation's invitation, which their leave does not take back.
  const friend = `friend@${organization.slug}.test`;
  await created(client.post('users', { email: friend, name: 'Ben', roles: ['viewer'] }));
  const [invitation, held] = [await tokenOfInvitation(friend), await tokenOfInvitation(guest.email)];
  const accept = (token: string) =>
    opsledger.http.post<{ code?: string }>('auth/invitations/accept', {
      token,
      password: 'nine green kettles whistle',
    });

  for (const { employeeId } of [leaver, guest]) await leaves(admin, employeeId, lastDay);
  clock.set(hour - 5_000, opsledger);
  expect([await open(ways), await seat(), await holder()]).toEqual([EVERY_WAY, 422, leaver.userId]);
  expect(clock.now).toBeLessThan(hour);

  await eventually(() => clock.now >= hour);
  expect(await open(ways)).toEqual([]);
  expect((await client.get('items')).body).toMatchObject({ code: 'SESSION_ENDED' });
  expect(await accept(held)).toMatchObject({ status: 400, body: { code: 'LINK_INVALID' } });
  expect(await seat()).toBe(201);
  await stream.rest();
  expect((await admin.get(`grants/${grantId}`)).body).toMatchObject({ status: 'expired' });
  // The job of the next minute, at the latest.
  await eventually(async () => (await endsOf(guest.userId)).length + (await endsOf(leaver.userId)).length === 2, {
    timeoutMs: 90_000,
    everyMs: 100,
  });
  await eventually(async () => (await holder()) === null);
  expect(await endsOf(leaver.userId)).toEqual([new Date(hour).toISOString()]);
  expect((await accept(held)).status).toBe(400);
  expect((await accept(invitation)).status).toBe(200);
  expect((await admin.get(`users/${leaver.userId}`)).body).toMatchObject({ status: 'inactive' });
  expect(await open(ways)).toEqual([]);
}, 240_000);

it('an instant at which nothing ran is kept by the first request after the start, and recorded once', async () => {
  const instant = hour + HOUR_MS;
  const organization = await organizationEndingADayAt(instant);
  const { admin, lastDay } = organization;
  const [leaver, colleague] = [
    await anEmployedUser(organization, { password: PASSWORD }),
    await anEmployedUser(organization, { password: PASSWORD }),
  ];
  const [ways, others] = [await waysInOf(leaver.email), await waysInOf(colleague.email)];
  await leaves(admin, leaver.employeeId, lastDay);
  await leaves(admin, colleague.employeeId, daysAfter(lastDay, 1));
  expect(await open(ways)).toEqual(EVERY_WAY);
  await opsledger.kill();
  clock.set(instant + 1_000);
  opsledger = await opsledger.again();

  expect(await open(ways)).toEqual([]);
  // A session of fifteen minutes is over by then in any case; the others show that nothing else is.
  expect(await open(others)).toEqual(EVERY_WAY.slice(1));
  await eventually(async () => (await endsOf(leaver.userId)).length > 0, { timeoutMs: 90_000, everyMs: 100 });
  const again = await signIn(opsledger.http, organization.adminEmail);
  expect((await again.get(`users/${leaver.userId}`)).body).toMatchObject({ status: 'inactive' });
  expect(await endsOf(leaver.userId)).toEqual([new Date(instant).toISOString()]);
  expect(await endsOf(colleague.userId)).toEqual([]);
}, 240_000);

/** Read models of people and of what they have. */
const OF_PEOPLE = /\.(employee|grant|held-grant|user|case|case-person|hr-delivery)$/;

/** Fills them anew from the log; each is promoted only when it is equal. */
async function refilled(platform: HttpClient): Promise<void> {
  interface Status {
    readonly name: string;
    readonly rebuild: { readonly state: string } | null;
  }
  const found = async () =>
    (await platform.get<{ items: Status[] }>('ops/projections?limit=200')).body.items.filter(({ name }) =>
      OF_PEOPLE.test(name),
    );
  for (const { name } of await found()) {
    expect([name, (await platform.post(`ops/projections/${name}/rebuild`)).status]).toEqual([name, 200]);
  }
  await eventually(
    async () => {
      const states = (await found()).map(({ name, rebuild }) => [name, rebuild?.state]);
      expect(states).toEqual(states.map(([name]) => [name, 'promoted']));
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

it('HR events end in the same states when the platform is killed in between, and its read models are filled anew', async () => {
  const organization = await organizationOn(opsledger);
  const place = () => ({ http: opsledger.http, databaseUrl: () => opsledger.databaseUrl(), now: clock.now });
  const clientOf = ({ token }: HttpClient) => opsledger.http.as(token);
  const people = await People.open(place, organization, () => clientOf(organization.admin));
  const kills = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 2, maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(toldPeople, kills, async (told, killed) => {
      const cast: CastPerson[] = [];
      for (const each of told) cast.push({ ...each, person: await people.join() });
      let sent = 0;
      await people.tellAll(cast, async () => {
        // What was accepted a moment ago is still to be processed.
        if (!killed.includes(++sent)) return;
        await opsledger.kill();
        opsledger = await opsledger.again();
      });
      const ends = () =>
        eventually(
          async () => {
            for (const { person, said } of cast) expect(await people.stateOf(person)).toEqual(endOf(said));
          },
          { timeoutMs: 30_000, everyMs: 200 },
        );
      await ends();
      await refilled(clientOf(organization.platform));
      await ends();
    }),
    { numRuns: 1, endOnFailure: true },
  );
}, 240_000);
