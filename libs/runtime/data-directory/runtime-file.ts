import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absent } from '../absent';
import { processIdentity } from '../process-identity';
import { StartRefused } from '../start-refused';
import { startRefusalOf } from './data-directory';

/** The addresses of a running server for the operator's tool, with passwords, readable by the owner alone. */
export interface RuntimeAddresses {
  readonly apiUrl?: string;
  readonly databaseUrl: string;
  readonly natsUrl: string;
}

interface RuntimeFile extends RuntimeAddresses {
  readonly pid: number;
  readonly identity: string;
}

const NAME = 'runtime.json';

export async function writeRuntimeFile(directory: string, addresses: RuntimeAddresses): Promise<void> {
  const path = join(directory, NAME);
  const content: RuntimeFile = { pid: process.pid, identity: processIdentity(process.pid) ?? '', ...addresses };
  const aside = `${path}.${randomUUID()}`;
  try {
    await writeFile(aside, JSON.stringify(content), { flag: 'wx', mode: 0o600 });
    await rename(aside, path);
  } catch (error) {
    throw startRefusalOf(path, error);
  }
}

/** Undefined when no server is running on the directory. */
export async function readRuntimeFile(directory: string): Promise<RuntimeAddresses | undefined> {
  const file = await read(directory);
  if (!file) return undefined;
  const { pid, identity, ...addresses } = file;
  return processIdentity(pid) === identity ? addresses : undefined;
}

/** Keeps the file of another server that has taken the directory or shares it. */
export async function removeRuntimeFile(directory: string): Promise<void> {
  const file = await read(directory);
  if (file?.pid !== process.pid || file.identity !== processIdentity(process.pid)) return;
  await rm(join(directory, NAME), { force: true });
}

async function read(directory: string): Promise<RuntimeFile | undefined> {
  const path = join(directory, NAME);
  try {
    const content = await readFile(path, 'utf8').catch(absent);
    return content === undefined ? undefined : (JSON.parse(content) as RuntimeFile);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new StartRefused(`${path} is damaged. Remove it and start OpsLedger again, which writes it.`);
    }
    throw startRefusalOf(directory, error);
  }
}
