import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absent } from '../absent';
import { processIdentity } from '../process-identity';
import { refusal } from './data-directory';

/** How the operator's tool reaches a running server: addresses with their passwords, for the owner's eyes alone. */
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
    throw refusal(path, error);
  }
}

/** Undefined when no server is running on the directory. */
export async function readRuntimeFile(directory: string): Promise<RuntimeAddresses | undefined> {
  const path = join(directory, NAME);
  let content: string | undefined;
  try {
    content = await readFile(path, 'utf8').catch(absent);
  } catch (error) {
    throw refusal(directory, error);
  }
  if (content === undefined) return undefined;
  const { pid, identity, ...addresses } = JSON.parse(content) as RuntimeFile;
  return processIdentity(pid) === identity ? addresses : undefined;
}

export async function removeRuntimeFile(directory: string): Promise<void> {
  await rm(join(directory, NAME), { force: true });
}
