import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOURCES } from '#libs/testing/sources';
import { processIdentity } from '../process-identity';
import { prepareDataDirectory, startRefusalOf } from './data-directory';
import { keptSecret, replaceKeptSecret } from './kept-secret';
import { lockDataDirectory } from './lock';
import { readRuntimeFile, removeRuntimeFile, writeRuntimeFile } from './runtime-file';

let directory: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'opsledger-data-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

/** Starts a process that tries to lock the directory, and returns its output. */
async function contender(): Promise<{ child: ChildProcess; said: string }> {
  const script = join(__dirname, '..', 'fixtures', 'lock-owner.ts');
  const child = spawn(process.execPath, [...SOURCES, script, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const said = await new Promise<string>((resolve) =>
    child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
  return { child, said };
}

const ended = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve));

describe('the lock of a data directory', () => {
  it('refuses a second server with a sentence that names the first', async () => {
    const first = await contender();
    expect(first.said).toBe('held');
    await expect(lockDataDirectory(directory)).rejects.toThrow(
      `OpsLedger is already running on ${directory} (process ${first.child.pid})`,
    );
  });

  it('is taken over at once from a server that was killed', async () => {
    const { child } = await contender();
    child.kill('SIGKILL');
    await ended(child);
    await expect(lockDataDirectory(directory)).resolves.toBeDefined();
  });

  it('is taken over when the number of a killed server now belongs to another process', async () => {
    const { child } = await contender();
    const path = join(directory, 'server.lock');
    const left = JSON.parse(await readFile(path, 'utf8')) as { pid: number };
    child.kill('SIGKILL');
    await ended(child);
    await writeFile(path, JSON.stringify({ ...left, pid: process.pid }));
    await expect(lockDataDirectory(directory)).resolves.toBeDefined();
  });

  it('can be taken again after it was released', async () => {
    const lock = await lockDataDirectory(directory);
    await expect(lockDataDirectory(directory)).rejects.toThrow('already running');
    await lock.release();
    expect(await readdir(directory)).toEqual([]);
    await (await lockDataDirectory(directory)).release();
  });

  it('of another container is respected while its file is touched, and taken over when it is not', async () => {
    const path = join(directory, 'server.lock');
    const elsewhere = { pid: 1, identity: 'x', namespace: 'pid:[1]@elsewhere', token: 't' };
    await writeFile(path, JSON.stringify(elsewhere));
    await expect(lockDataDirectory(directory)).rejects.toThrow('already running');
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path, longAgo, longAgo);
    await expect(lockDataDirectory(directory)).resolves.toBeDefined();
  });

  it('goes to exactly one of several that start at once after a kill', async () => {
    const { child } = await contender();
    child.kill('SIGKILL');
    await ended(child);
    const outcomes = await Promise.all(Array.from({ length: 4 }, contender));
    expect(outcomes.filter(({ said }) => said === 'held')).toHaveLength(1);
    expect(outcomes.filter(({ said }) => said.includes('already running'))).toHaveLength(3);
  });
});

describe('a data directory', () => {
  it('is made for its owner alone', async () => {
    const path = await prepareDataDirectory(join(directory, 'a', 'b'));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  it('that is a file is refused with a sentence', async () => {
    const path = join(directory, 'file');
    await writeFile(path, '');
    await expect(prepareDataDirectory(path)).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringContaining(`${path} is not a folder`) as string,
    });
  });

  it('that is below a file is refused with a sentence', async () => {
    await writeFile(join(directory, 'file'), '');
    const path = join(directory, 'file', 'var');
    await expect(prepareDataDirectory(path)).rejects.toThrow(`${path} is not a folder`);
    await expect(readRuntimeFile(path)).rejects.toThrow(`${path} is not a folder`);
  });

  it('that cannot be made is refused with a sentence, and at once', async () => {
    await symlink(join(directory, 'nowhere'), join(directory, 'link'));
    const impossible = [join(directory, 'link'), join(directory, 'x'.repeat(300)), '/dev/null/var'];
    if (process.platform === 'linux') impossible.push('/proc/opsledger', '/proc/opsledger/a/b');
    for (const path of impossible) {
      await expect(prepareDataDirectory(path)).rejects.toMatchObject({
        name: 'StartRefused',
        message: expect.stringMatching(/Set OPSLEDGER_DATA_DIR to (?:one|another folder)\.$/) as string,
      });
    }
  });

  it('is made once, also when another process makes it at the same moment', async () => {
    const paths = ['a/b/c', 'a/b/d', 'a/b/c', 'a/e'].map((path) => join(directory, path));
    expect(await Promise.all(paths.map(prepareDataDirectory))).toEqual(paths);
  });

  it.each([
    ['EACCES', /may not use/],
    ['EROFS', /read-only file system/],
    ['ENOSPC', /disk that holds .* is full/],
    ['ENOTDIR', /is not a folder/],
  ])('is refused with a sentence when the system says %s', (code, sentence) => {
    const error = startRefusalOf('/data', Object.assign(new Error(code), { code })) as Error;
    expect(error.name).toBe('StartRefused');
    expect(error.message).toMatch(sentence);
  });

  it('passes an unknown error on', () => {
    const error = new Error('something else');
    expect(startRefusalOf('/data', error)).toBe(error);
  });
});

describe('a kept secret', () => {
  it('is generated once, for its owner alone', async () => {
    let made = 0;
    const makeUp = () => `secret-${++made}`;
    const all = await Promise.all(Array.from({ length: 8 }, () => keptSecret(directory, 'jwt.pem', makeUp)));
    expect(new Set(all).size).toBe(1);
    expect(await keptSecret(directory, 'jwt.pem', makeUp)).toBe(all[0]);
    expect((await stat(join(directory, 'keys', 'jwt.pem'))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(directory, 'keys'))).toEqual(['jwt.pem']);
  });

  it('can be replaced by another', async () => {
    await keptSecret(directory, 'jwt.pem', () => 'older');
    await replaceKeptSecret(directory, 'jwt.pem', 'newer');
    expect(await keptSecret(directory, 'jwt.pem', () => 'made up')).toBe('newer');
    expect((await stat(join(directory, 'keys', 'jwt.pem'))).mode & 0o777).toBe(0o600);
  });

  it('that others can read is refused with the command that repairs it', async () => {
    const path = join(directory, 'keys', 'jwt.pem');
    await mkdir(join(directory, 'keys'));
    await writeFile(path, 'secret');
    await chmod(path, 0o644);
    await expect(keptSecret(directory, 'jwt.pem', () => '')).rejects.toThrow(`chmod 600 ${path}`);
  });
});

describe('the runtime file', () => {
  const addresses = { apiUrl: 'http://127.0.0.1:3000', databaseUrl: 'postgresql://x', natsUrl: 'nats://x' };

  it('gives its owner alone the addresses of the running server', async () => {
    await writeRuntimeFile(directory, addresses);
    expect((await stat(join(directory, 'runtime.json'))).mode & 0o777).toBe(0o600);
    expect(await readRuntimeFile(directory)).toEqual(addresses);
    await removeRuntimeFile(directory);
    expect(await readRuntimeFile(directory)).toBeUndefined();
  });

  it('of another server stays when a server that stops finds it instead of its own', async () => {
    const other = { pid: process.ppid, identity: processIdentity(process.ppid), ...addresses };
    await writeRuntimeFile(directory, addresses);
    await writeFile(join(directory, 'runtime.json'), JSON.stringify(other));
    await removeRuntimeFile(directory);
    expect(await readRuntimeFile(directory)).toEqual(addresses);
  });

  it('of a server that is gone is ignored', async () => {
    await writeRuntimeFile(directory, addresses);
    const path = join(directory, 'runtime.json');
    const content = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...content, identity: 'another start' }));
    expect(await readRuntimeFile(directory)).toBeUndefined();
  });
});

it("a process's identity is its own, stays, and ends with it", async () => {
  const child = spawn('sleep', ['60']);
  const identity = processIdentity(child.pid as number);
  expect(identity).toBeDefined();
  expect(processIdentity(child.pid as number)).toBe(identity);
  expect(processIdentity(process.pid)).not.toBe(identity);
  child.kill('SIGKILL');
  await ended(child);
  expect(processIdentity(child.pid as number)).toBeUndefined();
});
