/** @alone kills embedded servers */
import { eventually } from '#libs/testing/eventually';
import { ADMIN_EMAIL, ADMIN_PASSWORD, OpsLedgerProcess, runOpsLedger } from '#libs/testing/opsledger-process';
import { created, organizationOn, PASSWORD, signIn, type TestOrganization } from '#libs/testing/organization';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

let opsledger: OpsLedgerProcess;
let organization: TestOrganization;

beforeAll(async () => {
  opsledger = await OpsLedgerProcess.start();
  organization = await organizationOn(opsledger);
});
afterAll(() => opsledger.remove());

/** The operator's tool on the running instance, which it finds through the data directory. */
function operate(...args: string[]) {
  return runOpsLedger(args, {
    PATH: process.env.PATH,
    HOME: opsledger.dataDir,
    OPSLEDGER_DATA_DIR: join(opsledger.dataDir, 'var'),
  });
}

async function operateJson<Answer>(...args: string[]): Promise<Answer> {
  const { code, output } = await operate(...args, '--json');
  expect({ code, output }).toMatchObject({ code: 0 });
  return JSON.parse(output) as Answer;
}

interface Status {
  readonly name: string;
  readonly slot: string;
  readonly checksum?: string;
  readonly rebuild: { readonly state: string } | null;
}

describe('the operator’s tool', () => {
  it('lists every projection, for people and as JSON', async () => {
    const statuses = await operateJson<Status[]>('projections', 'list');
    expect(statuses.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['inventory.stock-level', 'inventory.movement', 'auth.user']),
    );
    expect((await operate('projections', 'list')).output).toMatch(/^NAME +SERVICE +VERSION/);
  });

  it('rebuilds a projection while it serves, to the same checksum, and goes back again', async () => {
    const before = await operateJson<Status>('projections', 'status', 'user', '--checksum');
    expect(await operate('projections', 'rebuild', 'user')).toMatchObject({ code: 0 });
    const after = await operateJson<Status>('projections', 'status', 'user', '--checksum');
    expect(after.checksum).toBe(before.checksum);
    expect(after.slot).not.toBe(before.slot);
    expect(await operateJson<Status>('projections', 'rollback', 'user')).toMatchObject({ slot: before.slot });
    expect(await operateJson<Status>('projections', 'drop', 'user')).toMatchObject({ rebuild: null });
  });

  it('records in the trail that the command line was the operator', async () => {
    const platform = await signIn(opsledger.http, ADMIN_EMAIL, ADMIN_PASSWORD);
    expect(await operate('projections', 'cancel', 'user')).toMatchObject({ code: 1 });
    await eventually(async () => {
      const trail = await platform.get<{ items: object[] }>(
        'audit-logs?entityType=projection&entityId=auth.user&limit=2',
      );
      const by = { actor: { id: 'cli', type: 'cli', email: null } };
      expect(trail.body.items).toMatchObject([
        { action: 'projection.operation_refused', ...by },
        { action: 'projection.operation_requested', ...by },
      ]);
    });
  });

  it('finds the log sound, and shows its events', async () => {
    const { events, streams } = await operateJson<{ events: number; streams: number }>('fsck');
    expect(events).toBeGreaterThan(streams);
    const { output } = await operate('events', 'export');
    const lines = output.trim().split('\n');
    expect(lines).toHaveLength(events);
    const first = JSON.parse(lines[0] ?? '') as { stream: string; revision: number; metadata: object };
    expect(first).toMatchObject({ revision: 0, metadata: { tenantId: expect.any(String) as string } });
    expect(output).not.toContain(ADMIN_EMAIL);
    expect((await operate('events', 'show', first.stream)).output).toContain('REVISION');
    const tail = await operate('events', 'tail', '--after', 'start', '--limit', '2');
    expect(tail.output.trim().split('\n')).toHaveLength(2);
  });

  it('finds no fault in a running instance', async () => {
    const findings = await operateJson<{ check: string; outcome: string }[]>('doctor');
    expect(findings.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(findings.map(({ check }) => check)).toEqual(
      expect.arrayContaining(['database', 'bus', 'event log', 'master key']),
    );
  });

  it('creates an administrator, who can sign in and must first change the password that was made up', async () => {
    const email = 'second@opsledger.test';
    const { password } = await operateJson<{ password: string }>('admin', 'create', '--email', email);
    const made = await signIn(opsledger.http, email, password);
    for (const path of ['auth/me', 'organizations', 'stream']) {
      expect(await made.get(path)).toMatchObject({ status: 403, body: { code: 'PASSWORD_CHANGE_REQUIRED' } });
    }
    const change = { current: password, password: PASSWORD };
    const { accessToken } = (await made.post<{ accessToken: string }>('auth/password', change)).body;
    const me = await opsledger.http.as(accessToken).get<{ platformRoles: string[] }>('auth/me');
    expect(me.body.platformRoles).toEqual(['super_admin']);
    expect(await operate('admin', 'create', '--email', email)).toMatchObject({
      code: 1,
      output: expect.stringMatching(
        /^An account with the address second@opsledger\.test exists.*--email\.\n$/,
      ) as string,
    });
  });

  it('lists, shows and retries the calls of HR systems, with no word of what they say', async () => {
    const { admin, slug } = organization;
    const source = { slug: `${slug}-hr`, kind: 'api_key', name: 'HR' };
    const { id: sourceId } = await created(admin.post('webhook-sources', source));
    const key = 'the key that HR has already';
    const hire = { externalId: 'E-1', firstName: 'Ada', lastName: 'Lovelace', startsOn: '2026-03-01' };
    const call = { type: 'person.hired', timestamp: '2026-02-01T08:00:00Z', data: hire };
    const sent = await opsledger.http.with({ 'x-api-key': key }).post(`webhooks/hr/${source.slug}`, call);
    expect(sent.status).toBe(401);
    const list = ['webhooks', 'list', '--source', source.slug, '--status'] as const;
    let id = '';
    await eventually(async () => {
      const [found] = await operateJson<{ id: string; organizationId: string; sourceId: string }[]>(
        ...list,
        'quarantined',
      );
      expect(found).toMatchObject({ organizationId: organization.id, sourceId });
      id = found?.id ?? '';
    });
    const shown = await operate('webhooks', 'show', id);
    expect(shown.output).toMatch(/^STATUS +quarantined$/m);
    expect(shown.output).not.toMatch(/Lovelace|HR has already/);
    expect(await operate('webhooks', 'retry', id)).toMatchObject({
      code: 1,
      output: expect.stringContaining('No secret of the source fits') as string,
    });
    expect((await admin.post(`webhook-sources/${sourceId}/rotate-secret`, { secret: key })).status).toBe(200);
    expect(await operateJson('webhooks', 'retry', id)).toMatchObject({ id, status: 'accepted' });
    await eventually(async () => expect(await operateJson<object[]>(...list, 'processed')).toHaveLength(1));
    const { body } = await admin.get<{ items: object[] }>('employees?externalId=E-1');
    expect(body.items).toHaveLength(1);
    const trail = await admin.get<{ items: object[] }>(`audit-logs?entityId=${id}&action=hr_delivery.accepted`);
    expect(trail.body.items).toMatchObject([{ actor: { id: 'cli', type: 'cli' } }]);
  });

  it('leaves an up-to-date database as it is', async () => {
    expect(await operate('migrate')).toEqual({ code: 0, output: 'The database is up to date.\n' });
  });

  it('ends each wrong call with its code, and with a sentence', async () => {
    const calls = [
      [['nonsense'], 2],
      [['serve', 'nowhere'], 2],
      [['projections', 'rebuild'], 2],
      [['projections', 'status'], 2],
      [['projections', 'status', 'nothing'], 1],
      [['parked', 'show', 'nothing'], 2],
      [['parked', 'list', '--projection', 'nothing'], 1],
      [['events', 'show', 'nothing'], 1],
      [['events', 'tail', '--type', 'Nothing'], 2],
      [['events', 'export', '--type', 'Nothing'], 2],
      [['projections', 'list', '--service', 'nowhere'], 2],
      [['parked', 'show', '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071'], 1],
      [['events', 'tail', '--after', 'nowhere'], 2],
      [['admin', 'create', '--email', 'nobody'], 2],
      [['jobs', 'list', '--job', 'nothing'], 2],
      [['jobs', 'run', 'inventory.announce-expiries', '--organization', 'nobody'], 2],
      [['webhooks', 'list', '--status', 'nothing'], 2],
      [['webhooks', 'show', 'nothing'], 2],
      [['webhooks', 'show', '0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071'], 1],
      [['--help'], 0],
      [['projections', '--help'], 0],
    ] as const;
    // Each is a process of its own, so that some run at once.
    const left = calls.values();
    const caller = async () => {
      for (const [args, code] of left) {
        const answer = await operate(...args);
        expect({ args, ...answer }).toMatchObject({ code, output: expect.stringMatching(/\w+ \w+/) as string });
        expect(answer.output).not.toContain('    at ');
      }
    };
    await Promise.all([caller(), caller(), caller()]);
  });
});

it('prints its version', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect(await operate('--version')).toEqual({ code: 0, output: `${version}\n` });
});

it('ends quietly when the reader of its output has left', async () => {
  // `true` has ended before the first line is written.
  const answer = await promisify(execFile)(
    'bash',
    ['--norc', '-c', 'set -o pipefail; "$0" dist/services/cli/src/main.js events export | true', process.execPath],
    { env: { PATH: process.env.PATH, OPSLEDGER_DATA_DIR: join(opsledger.dataDir, 'var') } },
  );
  expect(answer).toEqual({ stdout: '', stderr: '' });
});

describe('what is embedded', () => {
  /** The process of an embedded server, as the system sees it: a child of ours. */
  async function childNamed(name: string): Promise<number> {
    const { execFileSync } = await import('node:child_process');
    const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
    const line = lines.find(
      (text) => new RegExp(String.raw`^ *\d+ +${opsledger.pid} `).test(text) && text.includes(name),
    );
    return Number.parseInt(line ?? '', 10);
  }

  it.each([
    ['PostgreSQL', '/postgres '],
    ['the broker', 'embedded-broker/main'],
  ])('%s comes back when it is killed, and commands are accepted again', async (_, name) => {
    const pid = await childNamed(name);
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      const { admin } = await organizationOn(opsledger);
      expect((await admin.get('items')).status).toBe(200);
    });
    expect(await childNamed(name)).not.toBe(pid);
  });
});
