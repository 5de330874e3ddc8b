import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOURCES } from '#libs/testing/sources';
import { eventually } from '#libs/testing/eventually';
import { RawClient } from '#libs/testing/raw-client';
import { StartRefused } from '../start-refused';
import { type EmbeddedBroker, startEmbeddedBroker } from './embedded-broker';

const users = [{ user: 'any', password: 'top secret' }];
const LOGIN = 'CONNECT {"user":"any","pass":"top secret","verbose":false}\r\n';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function speaks(port: number): Promise<boolean> {
  const client = await RawClient.open(port);
  client.say(LOGIN);
  const inStep = await client.isInStep();
  client.close();
  return inStep;
}

describe('a broker in its own process', () => {
  const started: EmbeddedBroker[] = [];
  async function start(port = 0, log: string[] = []): Promise<EmbeddedBroker> {
    const broker = await startEmbeddedBroker({ users, port, execArgv: SOURCES, log: (line) => log.push(line) });
    started.push(broker);
    return broker;
  }
  afterEach(async () => {
    for (const broker of started.splice(0)) await broker.stop();
  });

  it('accepts clients, stops when it is told to, and leaves nothing running', async () => {
    const broker = await start();
    expect(broker.url).toBe(`nats://127.0.0.1:${broker.port}`);
    expect(await speaks(broker.port)).toBe(true);
    await broker.stop();
    expect(isAlive(broker.pid)).toBe(false);
    // Stopping again does no harm.
    await broker.stop();
  });

  it('comes back under the same address after a kill', async () => {
    const first = await start();
    await first.kill9();
    await first.exited;
    const second = await start(first.port);
    expect(second.port).toBe(first.port);
    expect(await speaks(second.port)).toBe(true);
  });

  it('takes a login while others hold every connection without a password', async () => {
    const limits = { maxUnauthenticated: 3, maxConnections: 5, authTimeoutMs: 60_000 };
    const broker = await startEmbeddedBroker({ users, limits, execArgv: SOURCES });
    started.push(broker);
    const silent: RawClient[] = [];
    for (let count = 0; count < 20; count++) silent.push(await RawClient.open(broker.port));
    expect(await speaks(broker.port)).toBe(true);
    await Promise.all(silent.slice(0, -3).map((client) => client.ends()));
    for (const client of silent) client.close();
  });

  it('gets none of the secrets of the environment', async () => {
    if (process.platform !== 'linux') return;
    process.env['OPSLEDGER_MASTER_KEY'] = 'a secret of this test';
    const broker = await start().finally(() => delete process.env['OPSLEDGER_MASTER_KEY']);
    const environment = readFileSync(`/proc/${broker.pid}/environ`, 'utf8').split('\0');
    expect(environment.some((each) => each.startsWith('PATH='))).toBe(true);
    expect(environment.join(' ')).not.toMatch(/OPSLEDGER|a secret/);
  });

  it('says in a sentence why it cannot start', async () => {
    const { port } = await start();
    await expect(start(port)).rejects.toThrow(
      new StartRefused('The embedded broker cannot start: its port is in use by another program.'),
    );
    const wrong = startEmbeddedBroker({
      users: [{ user: 'any', password: '' }],
      limits: { maxPayload: -1 },
      execArgv: SOURCES,
    });
    await expect(wrong).rejects.toThrow(
      new StartRefused(
        'The embedded broker cannot start: wrong or missing in the configuration: limits.maxPayload, users[0].password.',
      ),
    );
  });

  it('shows its password to nobody who can list processes', async () => {
    const { pid } = await start();
    // On systems without this file there is nothing to read it from either.
    if (process.platform !== 'linux') return;
    for (const file of ['cmdline', 'environ']) {
      expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain('top secret');
    }
  });

  it('survives Ctrl-C, since the services that use it have yet to finish', async () => {
    const { pid, port } = await start();
    process.kill(pid, 'SIGINT');
    expect(await speaks(port)).toBe(true);
  });

  it('reports what an operator should see', async () => {
    const log: string[] = [];
    const { port } = await start(0, log);
    const client = await RawClient.open(port);
    client.say('HELLO\r\n');
    await client.ends();
    await eventually(() => log.includes('client 1: Authorization Violation'));
  });

  it('ends with its parent, even one that was killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'opsledger-parent-'));
    const program = join(folder, 'parent.ts');
    const face = JSON.stringify(join(__dirname, 'embedded-broker.ts'));
    writeFileSync(
      program,
      `require(${face}).startEmbeddedBroker({ users: ${JSON.stringify(users)} }).then(({ pid }) => process.send(pid));`,
    );
    const parent = fork(program, [], { execArgv: [...SOURCES] });
    const [pid] = (await once(parent, 'message')) as [number];
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await eventually(() => !isAlive(pid));
    await rm(folder, { recursive: true });
  });

  it('can be run by hand: configuration on standard input, its port on standard output', async () => {
    const main = join(__dirname, 'main.ts');
    const { spawn } = await import('node:child_process');
    const child = spawn(process.execPath, [...SOURCES, main], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdin.end(JSON.stringify({ users }));
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const { listening } = JSON.parse(line.toString()) as { listening: { port: number } };
    expect(await speaks(listening.port)).toBe(true);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  });
});
