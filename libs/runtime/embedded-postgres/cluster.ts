import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { absent } from '../absent';
import type { SystemAccount } from './account';
import type { Binaries } from './binaries';
import { diagnose, refusalOfDamage } from './diagnosis';

/** The login of the platform: owns its database and may make roles, but is no superuser. */
export const LOGIN = 'opsledger';
const SUPERUSER = 'postgres';

export interface ClusterCredentials {
  readonly login: { readonly user: string; readonly password: string };
  readonly superuser: { readonly user: string; readonly password: string };
}

/** A folder with a database cluster and the passwords to it, made whole or not at all. */
export interface Cluster {
  readonly pgdata: string;
  readonly credentials: ClusterCredentials;
}

/** PostgreSQL's programs, run in the data directory as the account that owns it. */
export interface Runner {
  readonly binaries: Binaries;
  readonly account: SystemAccount | undefined;
}

/** Local connections only, each with a password. */
const HBA = ['local all all scram-sha-256', 'host all all 127.0.0.1/32 scram-sha-256', ''].join('\n');

/**
 * Opens the cluster in `folder`, or creates it there. It is created under a temporary name and renamed when complete,
 * so that an interrupted start leaves none. An existing folder is never created anew, whatever it lacks.
 */
export async function openCluster(folder: string, runner: Runner, fast: boolean): Promise<Cluster> {
  if (!(await stat(folder).catch(absent))) await createCluster(folder, runner, fast);
  const pgdata = join(folder, 'data');
  const credentials = await readClusterCredentials(folder);
  for (const part of ['PG_VERSION', 'global/pg_control']) {
    if (!(await stat(join(pgdata, part)).catch(absent))) throw refusalOfDamage(folder, `data/${part} is missing`);
  }
  // A cluster of an earlier release has other rules.
  if ((await readFile(join(pgdata, 'pg_hba.conf'), 'utf8').catch(absent)) !== HBA) await writeHba(pgdata, fast);
  return { pgdata, credentials };
}

/** Written in place, so that it keeps its owner. */
async function writeHba(pgdata: string, fast: boolean): Promise<void> {
  const hba = await open(join(pgdata, 'pg_hba.conf'), 'w');
  await hba.writeFile(HBA);
  if (!fast) await hba.sync();
  await hba.close();
}

async function readClusterCredentials(folder: string): Promise<ClusterCredentials> {
  const text = await readFile(join(folder, 'credentials.json'), 'utf8').catch(absent);
  if (text === undefined) throw refusalOfDamage(folder, 'credentials.json is missing');
  let credentials: unknown;
  try {
    credentials = JSON.parse(text);
  } catch {
    throw refusalOfDamage(folder, 'credentials.json is not JSON');
  }
  if (!isCredentials(credentials)) throw refusalOfDamage(folder, 'credentials.json holds no passwords');
  return credentials;
}

function isCredentials(value: unknown): value is ClusterCredentials {
  const { login, superuser } = (value ?? {}) as Partial<Record<keyof ClusterCredentials, unknown>>;
  return [login, superuser].every((each) => {
    const { user, password } = (each ?? {}) as { user?: unknown; password?: unknown };
    return typeof user === 'string' && typeof password === 'string';
  });
}

async function createCluster(folder: string, runner: Runner, fast: boolean): Promise<void> {
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  const pgdata = join(unfinished, 'data');
  await mkdir(pgdata, { recursive: true, mode: 0o700 });
  if (runner.account) await chown(pgdata, runner.account.uid, runner.account.gid);
  const credentials: ClusterCredentials = {
    login: { user: LOGIN, password: newPassword() },
    superuser: { user: SUPERUSER, password: newPassword() },
  };
  await writeFile(join(unfinished, 'credentials.json'), JSON.stringify(credentials), { mode: 0o600, flush: true });
  await initialise(pgdata, credentials, runner, fast);
  await rename(unfinished, folder);
  await syncFolder(dirname(folder));
}

async function initialise(
  pgdata: string,
  credentials: ClusterCredentials,
  runner: Runner,
  fast: boolean,
): Promise<void> {
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const options = [`--username=${SUPERUSER}`, '--auth=reject', '--no-instructions', ...(fast ? ['--no-sync'] : [])];
  await runToEnd(runner, 'initdb', pgdata, [...locale, ...options]);
  await writeHba(pgdata, fast);
  // Single-user mode takes one statement per line. Passwords are base64url text: nothing in them needs quoting.
  const statements = [
    `ALTER ROLE ${SUPERUSER} PASSWORD '${credentials.superuser.password}'`,
    `CREATE ROLE ${LOGIN} LOGIN CREATEROLE PASSWORD '${credentials.login.password}'`,
    `CREATE DATABASE ${LOGIN} OWNER ${LOGIN}`,
    '',
  ];
  await runToEnd(runner, 'postgres', pgdata, ['postgres'], statements.join('\n'));
}

const newPassword = () => randomBytes(24).toString('base64url');

/**
 * The invocation of a program for a data directory. When root starts it, it changes over to another account, which may
 * be kept out of the folders above (a home, a temporary folder). The directory is therefore entered while still root,
 * and named by the process's own working directory.
 */
export function invocation(runner: Runner, pgdata: string) {
  const viaWorkingDirectory = runner.account !== undefined && process.platform === 'linux';
  return {
    directory: viaWorkingDirectory ? '/proc/self/cwd' : pgdata,
    options: {
      cwd: pgdata,
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' },
      ...(runner.account && { uid: runner.account.uid, gid: runner.account.gid }),
    },
  };
}

async function runToEnd(runner: Runner, program: keyof Binaries, pgdata: string, args: string[], input = '') {
  const { directory, options } = invocation(runner, pgdata);
  const mode = program === 'postgres' ? ['--single'] : [];
  const child = spawn(runner.binaries[program], [...mode, '-D', directory, ...args], options);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stdout.resume();
  // A program that ends early does not read its input; its exit code is what counts.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0 || /\b(ERROR|FATAL):/.test(said)) throw diagnose(dirname(pgdata), said);
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}
