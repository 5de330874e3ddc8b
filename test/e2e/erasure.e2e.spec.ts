/** @alone stops, kills and restores a platform of its own */
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from '#libs/testing/eventually';
import type { HttpClient } from '#libs/testing/http-client';
import { ADMIN_EMAIL, ADMIN_PASSWORD, OpsLedgerProcess, runOpsLedger } from '#libs/testing/opsledger-process';
import { created, organizationOn, signIn } from '#libs/testing/organization';
import { steppedUp } from '#libs/testing/stepped-up';

/** It starts the platform twice. */
const HOOK_MS = 180_000;
jest.setTimeout(180_000);

/** A text that occurs nowhere unless it was written there. */
const unique = (prefix: string) => `${prefix}${randomBytes(8).toString('hex')}`;

const grace = { email: `${unique('grace')}@erased.test`, name: unique('Hopper') };
const ada = {
  source: 'bamboohr',
  externalId: unique('E-'),
  firstName: unique('Ada'),
  lastName: unique('Lovelace'),
  email: `${unique('ada')}@erased.test`,
  position: unique('Analyst'),
  startsOn: '2026-01-01',
};
const reason = unique('Moved to ');
const personal = [
  ...Object.values(grace),
  ada.externalId,
  ada.firstName,
  ada.lastName,
  ada.email,
  ada.position,
  reason,
];

/** Every file under a folder that holds one of the values, in any case. */
async function filesWith(folder: string, values: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // A file may be gone by now: PostgreSQL removes those of its own.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0));
    const text = bytes.toString('latin1').toLowerCase();
    found.push(...values.filter((value) => text.includes(value.toLowerCase())).map((value) => `${path}: ${value}`));
  }
  return found;
}

/** As docs/operations.md says, with owners: PostgreSQL may run as another account. */
const copied = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);

interface Ids {
  readonly organizationId: string;
  readonly adminEmail: string;
  readonly userId: string;
  readonly employeeId: string;
}

let opsledger: OpsLedgerProcess;
let ids: Ids;

const dataDir = () => join(opsledger.dataDir, 'var');
const environment = () => ({ PATH: process.env.PATH, HOME: opsledger.dataDir, OPSLEDGER_DATA_DIR: dataDir() });
const operator = (...args: string[]) => runOpsLedger(args, environment());
const asAdmin = () => signIn(opsledger.http, ids.adminEmail);

beforeAll(async () => {
  opsledger = await OpsLedgerProcess.start();
  const { admin, id: organizationId, adminEmail } = await organizationOn(opsledger);
  const { id: userId } = await created(admin.post('users', { ...grace, roles: ['viewer'] }));
  const { id: employeeId } = await created(admin.post('employees', ada));
  const ended = await admin.post(`employees/${employeeId}/terminate`, { lastDay: '2099-01-31', reason });
  expect(ended.status).toBe(200);
  ids = { organizationId, adminEmail, userId, employeeId };
  await eventually(async () => (await filesWith(join(dataDir(), 'mail'), [grace.email])).length > 0);
  await opsledger.stop();
  copied(join(dataDir(), 'postgres'), join(opsledger.dataDir, 'backup'));
  opsledger = await opsledger.again();
}, HOOK_MS);
afterAll(() => opsledger.remove());

/** Of the organisation's two persons, and of the one's login. */
async function areComplete(): Promise<void> {
  const platform = await signIn(opsledger.http, ADMIN_EMAIL, ADMIN_PASSWORD);
  await eventually(
    async () => {
      const completed = (organization: string) =>
        platform.get<{ items: object[] }>(`audit-logs?action=erasure.completed${organization}`);
      const ofOrganization = await completed(`&organizationId=${ids.organizationId}`);
      expect(ofOrganization.body.items).toHaveLength(2);
      expect((await completed('')).body.items).toHaveLength(1);
    },
    { timeoutMs: 60_000, everyMs: 200 },
  );
}

async function isErased(admin: HttpClient): Promise<void> {
  const { body } = await admin.get<object>(`employees/${ids.employeeId}`);
  expect(body).toMatchObject({ firstName: '[erased]', lastName: '[erased]', externalId: null, email: null });
  expect((await admin.get(`users/${ids.userId}`)).status).toBe(404);
}

it('every one of these is in the files before', async () => {
  const found = await filesWith(dataDir(), personal);
  for (const value of personal) expect(found.join('\n')).toContain(value);
});

it('is asked for by a proof of oneself', async () => {
  const admin = await asAdmin();
  for (const path of [`users/${ids.userId}/erase`, `employees/${ids.employeeId}/erase`]) {
    expect((await admin.post<{ code: string }>(path)).body.code).toBe('STEP_UP_REQUIRED');
  }
});

it('leaves nothing in any file of the data directory, although everything is killed meanwhile', async () => {
  const admin = await asAdmin();
  await steppedUp(admin, await opsledger.databaseUrl());
  for (const path of [`users/${ids.userId}/erase`, `employees/${ids.employeeId}/erase`]) {
    expect((await admin.post(path)).status).toBe(200);
  }
  await opsledger.kill();
  opsledger = await opsledger.again();
  await areComplete();
  await isErased(await asAdmin());
  expect(await filesWith(dataDir(), personal)).toEqual([]);
});

it('a rebuild shows the same, the log still proves what it holds, and the person is not added again', async () => {
  for (const projection of ['employee', 'user', 'account']) {
    expect(await operator('projections', 'rebuild', projection)).toMatchObject({ code: 0 });
  }
  const admin = await asAdmin();
  await isErased(admin);
  expect((await admin.post<{ code: string }>('employees', ada)).body.code).toBe('ERASED');
  expect(await operator('fsck')).toMatchObject({ code: 0 });
  expect(await filesWith(dataDir(), personal)).toEqual([]);
});

it('a restored older backup is brought up to the erasures before it serves', async () => {
  await opsledger.stop();
  await rm(join(dataDir(), 'postgres'), { recursive: true });
  copied(join(opsledger.dataDir, 'backup'), join(dataDir(), 'postgres'));
  expect(await filesWith(dataDir(), personal)).not.toEqual([]);
  opsledger = await opsledger.again();
  const admin = await asAdmin();
  await isErased(admin);
  expect((await admin.post<{ code: string }>('employees', ada)).body.code).toBe('ERASED');
  await areComplete();
  expect(await filesWith(dataDir(), personal)).toEqual([]);
});
