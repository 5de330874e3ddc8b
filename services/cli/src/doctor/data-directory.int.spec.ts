import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '#libs/runtime';
import { dataDirectoryChecks } from './data-directory';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'opsledger-doctor-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const findingsOf = async (dataDir: string) =>
  (await dataDirectoryChecks({ dataDir } as Configuration)).map(({ check, outcome, detail }) => [
    check,
    outcome,
    detail,
  ]);

it('reports a data directory that is its owner’s alone as good, with its keys', async () => {
  await mkdir(join(directory, 'keys'));
  await writeFile(join(directory, 'keys', 'a'), '', { mode: 0o600 });
  await writeFile(join(directory, 'keys', 'b'), '');
  await chmod(join(directory, 'keys', 'b'), 0o644);
  expect(await findingsOf(directory)).toEqual([
    ['disk', expect.stringMatching(/^(?:ok|warning)$/), expect.stringContaining('GiB free')],
    ['data directory', 'ok', directory],
    ['key', 'ok', "a is its owner's alone"],
    ['key', 'failed', 'b is readable by others'],
  ]);
});

it('reads the keys that are kept, and reports one that holds none', async () => {
  const folder = join(directory, 'keys');
  await mkdir(folder);
  await writeFile(join(folder, 'master.key'), randomBytes(32).toString('base64'), { mode: 0o600 });
  await writeFile(join(folder, 'jwt.pem'), 'garbage', { mode: 0o600 });
  const found = await findingsOf(directory);
  expect(found).toContainEqual(['key', 'ok', 'master.key holds a key']);
  expect(found).toContainEqual(['key', 'failed', expect.stringContaining(`${folder}/jwt.pem is not a private key`)]);
});

it('reports that a file is not a folder', async () => {
  const file = join(directory, 'file');
  await writeFile(file, '');
  expect(await findingsOf(file)).toEqual([['data directory', 'failed', `${file} is not a folder`]]);
  expect(await findingsOf(join(file, 'var'))).toEqual([['data directory', 'failed', `${file}/var is below a file`]]);
});

it('accepts a directory that does not exist yet', async () => {
  const path = join(directory, 'var');
  expect(await findingsOf(path)).toEqual([['data directory', 'warning', `${path} is not there yet`]]);
});

it('reports a directory that others can write', async () => {
  await chmod(directory, 0o777);
  expect(await findingsOf(directory)).toContainEqual([
    'data directory',
    'failed',
    `${directory} can be written by others`,
  ]);
});
