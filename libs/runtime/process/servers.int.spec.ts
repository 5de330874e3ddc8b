/** @alone kills PostgreSQL and the broker */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { allContracts } from '#contracts/catalogue';
import { BusConnection } from '#libs/messaging';
import { SOURCES } from '#libs/testing/sources';
import { eventually } from '#libs/testing/eventually';
import { processIdentity } from '../process-identity';
import { untilDatabaseAnswers } from './database-refusal';
import { type Servers, type ServersOptions, startServers } from './servers';

let dataDir: string;
let servers: Servers | undefined;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'opsledger-servers-'));
});

afterEach(async () => {
  await servers?.stop();
  servers = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function start(options: Partial<ServersOptions> = {}) {
  const restarted = jest.fn<void, ['postgres' | 'broker']>();
  const givenUp = jest.fn();
  servers = await startServers({
    configuration: { dataDir },
    services: ['auth', 'inventory'],
    contracts: allContracts,
    log: () => undefined,
    restarted,
    givenUp,
    execArgv: SOURCES,
    ...options,
  });
  return { servers, restarted, givenUp };
}

async function postmaster(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10);
}

async function ask(url: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<{ one: number }>('SELECT 1 AS one')).rows[0]?.one;
  } finally {
    await client.end();
  }
}

it('embeds servers without an address, and leaves nothing of them after a stop', async () => {
  const { servers: started } = await start();
  expect(await ask(started.databaseUrl)).toBe(1);
  const bus = await BusConnection.open({ ...started.bus('inventory'), name: 'inventory' });
  expect(bus.isUp).toBe(true);
  await bus.close();
  const pid = await postmaster();
  await started.stop();
  expect(processIdentity(pid)).toBeUndefined();
  await expect(ask(started.databaseUrl)).rejects.toThrow(/ENOENT/);
});

it('gives each service a login of its own, and strangers none', async () => {
  const { servers: started } = await start();
  const { servers: url, user, password } = started.bus('auth');
  expect([user, password === started.bus('inventory').password]).toEqual(['auth', false]);
  const stranger = BusConnection.open({
    servers: url,
    name: 'auth',
    user: 'auth',
    password: 'a guess',
    connectTimeoutMs: 500,
  });
  await expect(stranger).rejects.toThrow(/refuses the user and password of auth/);
  expect(started.bus('stranger')).toEqual({ servers: url });
});

it('brings PostgreSQL and the broker back under the same addresses when they are killed', async () => {
  const { servers: started, restarted, givenUp } = await start();
  const { databaseUrl } = started;
  const bus = await BusConnection.open({ ...started.bus('auth'), name: 'auth' });
  process.kill(await postmaster(), 'SIGKILL');
  await eventually(() => expect(restarted.mock.calls.flat()).toContain('postgres'));
  expect(started.databaseUrl).toBe(databaseUrl);
  expect(await ask(databaseUrl)).toBe(1);
  process.kill(started.brokerPid as number, 'SIGKILL');
  await eventually(() => expect(restarted.mock.calls.flat()).toContain('broker'));
  await eventually(() => expect(bus.isUp).toBe(true));
  await bus.close();
  expect(givenUp).not.toHaveBeenCalled();
});

it('embeds nothing when it has addresses', async () => {
  const { servers: started } = await start({
    configuration: { dataDir, databaseUrl: 'postgresql://u@db/x', natsUrl: 'nats://bus:4222' },
  });
  expect(started.databaseUrl).toBe('postgresql://u@db/x');
  expect(started.bus('auth')).toEqual({ servers: 'nats://bus:4222' });
  await expect(postmaster()).rejects.toThrow('ENOENT');
});

it('stops the started server when the other does not start', async () => {
  const contracts = () => {
    throw new TypeError('no contracts');
  };
  await expect(start({ contracts })).rejects.toThrow('no contracts');
  await expect(postmaster()).rejects.toThrow('ENOENT');
});

describe('a database of the operator’s own', () => {
  it('that is not there is waited for, with a sentence without the password, until the start is given up', async () => {
    const stopping = new AbortController();
    const told: string[] = [];
    const waiting = untilDatabaseAnswers('postgresql://opsledger:pa55word@127.0.0.1:1/db', {
      signal: stopping.signal,
      told: (sentence) => told.push(sentence),
    });
    waiting.catch(() => undefined);
    await eventually(() => told.length > 0);
    stopping.abort(new Error('no longer wanted'));
    await expect(waiting).rejects.toThrow('no longer wanted');
    expect(told[0]).toMatch(/^Waiting for PostgreSQL at 127\.0\.0\.1:1 \(DATABASE_URL\): .*ECONNREFUSED/);
    expect(told.join()).not.toContain('pa55word');
  });

  it('that refuses the password is told at once', async () => {
    const { servers: started } = await start({ configuration: { dataDir, natsUrl: 'nats://bus:4222' } });
    const wrong = new URL(started.databaseUrl);
    wrong.password = 'wrong';
    const waiting = { signal: new AbortController().signal, told: () => undefined };
    await expect(untilDatabaseAnswers(wrong.href, waiting)).rejects.toThrow(
      `PostgreSQL at ${wrong.host} refuses the user or the password of DATABASE_URL.`,
    );
    wrong.password = new URL(started.databaseUrl).password;
    wrong.pathname = '/nothing';
    await expect(untilDatabaseAnswers(wrong.href, waiting)).rejects.toThrow('has no database nothing');
    await expect(untilDatabaseAnswers(started.databaseUrl, waiting)).resolves.toBeUndefined();
  });
});
