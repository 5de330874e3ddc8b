import { daysAfter } from '#contracts/values/local-date';
import { eventually } from '#libs/testing/eventually';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { sharedPlatform } from '#libs/testing/shared-platform';
import { HrSystems, type HrSystem, type HrSystemKind, type HrTrouble } from '../stand-in/hr-systems';

interface Employee {
  readonly id: string;
  readonly status: string;
  readonly lastDay: string | null;
  readonly department: string | null;
  readonly position: string | null;
  readonly location: string | null;
}
interface Page<Row> {
  readonly items: readonly Row[];
}
interface Reconciled {
  readonly id: string;
  readonly status: string;
  readonly reason: string | null;
  readonly problem: string | null;
}

const SECRET = 'the secret of the HR system';

const opsledger = sharedPlatform();
let organization: TestOrganization;
let systems: HrSystems;
beforeAll(async () => {
  systems = await HrSystems.start();
  organization = await organizationOn(opsledger);
  await created(organization.admin.post('departments', { name: 'Bakery' }));
});
afterAll(() => systems.stop());

async function employee(externalId: string): Promise<Employee | undefined> {
  const { body } = await organization.admin.get<Page<Employee>>(`employees?externalId=${externalId}`);
  return body.items[0];
}

/** A source of the organisation whose API is the system's. */
async function connect(system: HrSystem) {
  const { admin, slug: of } = organization;
  const { kind, url, credential } = system;
  const slug = `${of}-${url.split('/').at(-1)}`;
  const departments = { Kitchen: 'Bakery' };
  const source = { slug, kind, name: kind, secret: SECRET, departments, api: { url, credential } };
  const { id } = await created(admin.post('webhook-sources', source));
  return {
    receive: async ({ headers, body }: ReturnType<HrSystem['callAbout']>) => {
      const { status } = await opsledger.http.with(headers).request('POST', `webhooks/hr/${slug}`, body);
      expect([200, 202]).toContain(status);
    },
    fetchList: async () => (await admin.post<Reconciled>(`webhook-sources/${id}/reconcile`)).body,
    reject: async (list: string) => (await admin.post(`webhook-sources/${id}/reconciliations/${list}/reject`)).status,
    alarms: async () => {
      const { body } = await admin.get<{ health: { alarms: string[] } }>(`webhook-sources/${id}`);
      return body.health.alarms;
    },
  };
}

describe.each(['bamboohr', 'hibob', 'personio'] as const satisfies readonly HrSystemKind[])(
  '%s, which names people and is asked about them',
  (kind) => {
    const [one, other] = [`${kind}-1`, `${kind}-2`];
    let system: HrSystem;
    let source: Awaited<ReturnType<typeof connect>>;
    beforeAll(async () => {
      system = systems.system(kind);
      source = await connect(system);
    });

    it('tells of a hire, a leave ahead that nobody announced, and its end', async () => {
      for (const id of [one, other]) system.hire(id);
      for (const id of [one, other]) await source.receive(system.callAbout(id, 'created', SECRET));
      await eventually(async () => expect(await employee(other)).toBeDefined());
      await eventually(async () =>
        expect(await employee(one)).toMatchObject({ status: 'active', department: 'Bakery' }),
      );
      expect(await employee(one)).toMatchObject({ position: 'Baker', location: 'Harbour', lastDay: null });
      system.leave(one, '2199-12-01');
      expect(await source.fetchList()).toMatchObject({ status: 'applying', counts: { listed: 2, ends: 1 } });
      await eventually(async () => expect(await employee(one)).toMatchObject({ lastDay: '2199-12-01' }));
      expect(await employee(one)).toMatchObject({ status: 'leaving' });
      // A case is planned long before.
      const planned = `cases?employeeId=${(await employee(one))?.id}`;
      await eventually(async () => {
        const { items } = (await organization.admin.get<Page<object>>(planned)).body;
        expect(items).toContainEqual(expect.objectContaining({ kind: 'offboarding', effectiveOn: '2199-12-01' }));
      });
      system.cancelLeave(one);
      await source.receive(system.callAbout(one, 'updated', SECRET));
      await eventually(async () => expect(await employee(one)).toMatchObject({ lastDay: null }));
    });

    it.each([
      ['refused', kind === 'personio' ? 'credential' : 'status-401'],
      ['busy', 'status-429'],
      ['cut_off', 'unreachable'],
    ] as const satisfies readonly (readonly [HrTrouble, string])[])(
      'ends nobody while it is %s',
      async (trouble, problem) => {
        system.trouble = trouble;
        expect(await source.fetchList()).toMatchObject({ status: 'unavailable', problem });
        await eventually(async () => expect(await source.alarms()).toEqual(['unreachable']));
        system.trouble = null;
        expect(await source.fetchList()).toMatchObject({ status: 'applying', problem: null });
        await eventually(async () => expect(await source.alarms()).toEqual([]));
        expect(await employee(one)).toMatchObject({ status: 'active', lastDay: null });
      },
    );

    it('ends nobody with an empty list, which waits for a person', async () => {
      system.trouble = 'empty';
      const { id, status, reason } = await source.fetchList();
      expect([status, reason]).toEqual(['held', 'empty']);
      system.trouble = null;
      expect(await source.reject(id)).toBe(200);
      expect(await employee(other)).toMatchObject({ status: 'active', lastDay: null });
    });
  },
);

it('Personio gives one token for many requests, another when that one ends early, and none for a wrong secret', async () => {
  const personio = systems.system('personio');
  const { fetchList } = await connect(personio);
  for (let number = 0; number < 30; number++) personio.hire(`token-${number}`);
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
});

it('a hire that is announced twice and found by the pull is one case, each task once', async () => {
  const bamboo = systems.system('bamboohr');
  const { receive, fetchList } = await connect(bamboo);
  const { admin } = organization;
  const desk = {
    kind: 'onboarding',
    title: 'Prepare the desk',
    dueAfter: -1,
    candidates: [{ kind: 'role', role: 'admin' }],
  };
  const set = await admin.put('task-templates', { templates: [desk] });
  expect(set.status).toBe(200);
  bamboo.hire('B-16', { startsOn: daysAfter(new Date().toISOString().slice(0, 10), 5) });
  await receive(bamboo.callAbout('B-16', 'created', SECRET));
  await receive(bamboo.callAbout('B-16', 'updated', SECRET));
  await fetchList();
  await eventually(async () => expect(await employee('B-16')).toBeDefined());
  const { id = '' } = (await employee('B-16')) ?? {};
  const tasks = async () => {
    const { items } = (await admin.get<Page<{ id: string; kind: string }>>(`cases?employeeId=${id}`)).body;
    const shown = items.map((each) => admin.get<{ tasks: { title: string }[] }>(`cases/${each.id}`));
    return (await Promise.all(shown)).map(({ body }) => body.tasks.map(({ title }) => title));
  };
  await eventually(async () => expect(await tasks()).toEqual([['Prepare the desk']]));
  await fetchList();
  expect(await tasks()).toEqual([['Prepare the desk']]);
});

it('access ends at the instant of a known leave while HR is out of reach, and a task says so', async () => {
  const bamboo = systems.system('bamboohr');
  const { receive } = await connect(bamboo);
  const { admin, slug } = organization;
  bamboo.hire('B-9');
  await receive(bamboo.callAbout('B-9', 'created', SECRET));
  await eventually(async () => expect(await employee('B-9')).toBeDefined());
  const { id: employeeId = '' } = (await employee('B-9')) ?? {};
  const email = `leaver@${slug}.test`;
  const user = { email, name: 'Ada', password: PASSWORD, roles: ['manager'] };
  const { id: userId } = await created(admin.post('users', user));
  expect((await admin.put(`employees/${employeeId}/user`, { userId })).status).toBe(200);
  const leaver = await signIn(opsledger.http, email);
  expect((await leaver.get('items')).status).toBe(200);
  bamboo.trouble = 'busy';
  const yesterday = daysAfter(new Date().toISOString().slice(0, 10), -1);
  await receive(bamboo.callWithLeave('B-9', yesterday, SECRET));
  await eventually(async () => expect((await leaver.get('items')).status).toBe(401));
  await eventually(async () => {
    const { body } = await admin.get<Page<{ title: string }>>('inbox/tasks?limit=200');
    const titles = body.items.map(({ title }) => title);
    expect(titles).toContain('A leave took effect while its HR system was out of reach');
  });
});
