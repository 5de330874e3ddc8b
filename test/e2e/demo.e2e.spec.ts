import { readdir, rm, mkdtemp } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { permissionsOf } from '#contracts/permissions';
import { OpsLedgerProcess, eventually, runOpsLedger, signIn, spawnOpsLedger } from '#libs/testing';

interface Account {
  readonly email: string;
  readonly password: string;
  readonly organization: string;
  readonly roles: string;
}

interface Me {
  readonly roles: readonly string[];
  readonly platformRoles: readonly string[];
  readonly permissions: readonly string[];
  readonly organizations: readonly { readonly slug: string }[];
}

/** Of the scenario's own roles. */
const CUSTOM: Readonly<Record<string, readonly string[]>> = {
  'Stock clerk': ['inventory.item.read', 'inventory.location.read', 'inventory.stock.read', 'inventory.usage.record'],
  'Ward nurse': [
    'inventory.item.read',
    'inventory.location.read',
    'inventory.stock.read',
    'inventory.usage.record',
    'inventory.transfer.record',
  ],
};

/** A load signs in and out, and changes nothing else the second time. */
const OF_SIGNING_IN = new Set(['SessionStarted', 'SessionEnded', 'NewDeviceSignedIn']);

let directory: string;
let opsledger: OpsLedgerProcess;
let accounts: readonly Account[];

const environment = () => ({
  PATH: process.env.PATH,
  HOME: directory,
  PORT: '0',
  OPSLEDGER_DATA_DIR: join(directory, 'var'),
  OPSLEDGER_DEMO: 'true',
});

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'opsledger-demo-'));
  await killedWhileLoading();
  opsledger = await OpsLedgerProcess.start({ OPSLEDGER_DEMO: 'true' }, ['serve', 'all'], directory);
  accounts = await loadedAccounts();
}, 240_000);
afterAll(async () => {
  await opsledger.remove();
  await rm(directory, { recursive: true, force: true });
});

/** A first start that is killed while it makes the organisations' people: each has a mail. */
async function killedWhileLoading(): Promise<void> {
  const child = spawnOpsLedger(['serve', 'all'], environment());
  child.stdout.resume();
  child.stderr.resume();
  const gone = once(child, 'exit');
  const mails = join(directory, 'var', 'mail');
  await eventually(async () => (await readdir(mails).catch(() => [])).length > 0, { timeoutMs: 90_000 });
  process.kill(-(child.pid as number), 'SIGKILL');
  await gone;
}

async function loadedAccounts(): Promise<readonly Account[]> {
  const { code, output } = await runOpsLedger(['demo', 'load', '--json'], environment());
  expect({ code, output }).toMatchObject({ code: 0 });
  return JSON.parse(output) as readonly Account[];
}

async function recorded(): Promise<readonly string[]> {
  const { output } = await runOpsLedger(['events', 'export'], environment());
  const lines = output.trim().split('\n');
  return lines.filter((line) => !OF_SIGNING_IN.has((JSON.parse(line) as { type: string }).type));
}

describe('the demo', () => {
  it('goes on after a kill, prints its accounts, and changes nothing when it is loaded again', async () => {
    for (const { email, password } of accounts)
      expect(opsledger.output).toMatch(new RegExp(`^${email} +${password} `, 'm'));
    const before = await recorded();
    expect(await loadedAccounts()).toEqual(accounts);
    expect(await recorded()).toEqual(before);
    const created = before.map((line) => (JSON.parse(line) as { type: string }).type);
    expect(created.filter((type) => type === 'OrganizationCreated')).toHaveLength(2);
    expect(created.filter((type) => type === 'StockUsed').length).toBeGreaterThan(200);
  });

  it('has people in every role, and each may do what the matrix says', async () => {
    const roles = new Set(accounts.map((account) => account.roles));
    expect(roles.size).toBe(10);
    for (const { email, password, organization, roles: printed } of accounts) {
      const me = (await (await signIn(opsledger.http, email, password)).get<Me>('auth/me')).body;
      const isOfPlatform = organization === '-';
      expect(isOfPlatform ? me.platformRoles : me.roles).toEqual([printed]);
      expect(me.organizations.map(({ slug }) => slug)).toEqual(isOfPlatform ? [] : [organization]);
      const matrix = CUSTOM[printed] ?? [...permissionsOf([printed])];
      expect({ email, permissions: me.permissions.toSorted() }).toEqual({ email, permissions: matrix.toSorted() });
    }
  });

  it('is refused in production', async () => {
    const production = { ...environment(), NODE_ENV: 'production' };
    expect(await runOpsLedger(['demo', 'load'], production)).toMatchObject({
      code: 1,
      output: expect.stringContaining('--force') as string,
    });
  });
});
