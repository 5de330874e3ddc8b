import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '#contracts/errors';
import { keptSecret, readConfiguration, type PlatformAdministrator, type Started } from '#libs/runtime';
import type { RepeatableAdministrators } from './administrators.provider';
import { makeFirstAdministrator } from './first-administrator.provider';

let dataDir: string;
let made: PlatformAdministrator[];
let said: string[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'opsledger-admin-'));
  made = [];
  said = [];
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const making: RepeatableAdministrators = {
  create: (_, administrator) => {
    made.push(administrator);
    return Promise.resolve('an id');
  },
  exists: () => Promise.resolve(made.length > 0),
  hasPassword: (_, __, password) => Promise.resolve(made[0]?.password === password),
};

function start(environment: NodeJS.ProcessEnv = {}, by = making): Promise<void> {
  const configuration = { ...readConfiguration(environment), dataDir };
  const parts = {} as Started['parts'];
  return makeFirstAdministrator({ parts, configuration, say: (line) => said.push(line) }, by);
}

it('is created with a password that is printed once', async () => {
  await start();
  const [administrator] = made;
  expect(administrator).toMatchObject({ madeUp: true });
  // 144 random bits.
  expect(administrator?.password).toMatch(/^[\w-]{24}$/);
  expect(said).toEqual([
    'First administrator: admin@opsledger.local',
    `Password, shown this once: ${administrator?.password}`,
  ]);
  expect(await readdir(join(dataDir, 'keys'))).toEqual([]);
  await start();
  expect([made.length, said.length]).toEqual([1, 2]);
});

it('has the given address and password, and nothing is printed', async () => {
  await start({ OPSLEDGER_ADMIN_EMAIL: 'ada@example.org', OPSLEDGER_ADMIN_PASSWORD: 'a long enough password' });
  const given = { email: 'ada@example.org', password: 'a long enough password', madeUp: false };
  expect(made).toEqual([{ name: 'Administrator', ...given }]);
  expect(said).toEqual([]);
});

it('is not created with a password that is easy to guess: the start is refused with the reason', async () => {
  const fault = { pointer: '/password', code: 'COMMON', message: 'must not be easy to guess: too short a pattern' };
  const weak = { ...making, create: () => Promise.reject(new DomainError('VALIDATION_FAILED', '', {}, [fault])) };
  const started = start({ OPSLEDGER_ADMIN_PASSWORD: 'passwordpassword' }, weak);
  await expect(started).rejects.toThrow('OPSLEDGER_ADMIN_PASSWORD must not be easy to guess: too short a pattern');
});

it('is reported again when the start was cut off before it was', async () => {
  const password = await keptSecret(dataDir, 'first-administrator', () => 'made up before');
  made.push({ email: 'admin@opsledger.local', name: 'Administrator', password });
  await start();
  expect(made).toHaveLength(1);
  expect(said).toContain('Password, shown this once: made up before');
  await start();
  expect(said).toHaveLength(2);
});

it('is reported by the process whose password is in force, and by no other that started with it', async () => {
  const another = { email: 'admin@opsledger.local', name: 'Administrator', password: 'made up elsewhere' };
  const racing = { ...making, exists: () => Promise.resolve(false), create: () => Promise.resolve('an id') };
  made.push(another);
  await start({}, racing);
  expect(said).toEqual([]);
  expect(await readdir(join(dataDir, 'keys'))).toEqual([]);
});

it('is not created over an account with the address, and a sentence says what to do', async () => {
  const taken = { ...making, create: () => Promise.reject(new DomainError('DUPLICATE')) };
  await start({}, taken);
  expect(said).toEqual([expect.stringContaining('admin@opsledger.local has an account already')]);
});
