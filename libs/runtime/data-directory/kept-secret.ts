import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { absent } from '../absent';
import { StartRefused } from '../start-refused';
import { refusal } from './data-directory';

/**
 * A secret that is made up once and kept in the data directory, in a file of its owner's alone. Several processes that
 * ask at the same time get the same one.
 */
export async function keptSecret(directory: string, name: string, makeUp: () => string): Promise<string> {
  const path = pathOf(directory, name);
  return (await readSecret(path)) ?? (await writeSecret(path, makeUp()));
}

/** A secret that has been made up already. */
export function keptSecretOf(directory: string, name: string): Promise<string | undefined> {
  return readSecret(pathOf(directory, name));
}

/** Where a secret is kept; undefined when it is not. */
export async function keptSecretPath(directory: string, name: string): Promise<string | undefined> {
  return (await stat(pathOf(directory, name)).catch(absent)) && pathOf(directory, name);
}

function pathOf(directory: string, name: string): string {
  return join(directory, 'keys', name);
}

async function readSecret(path: string): Promise<string | undefined> {
  const file = await stat(path).catch(absent);
  if (!file) return undefined;
  if ((file.mode & 0o077) !== 0) {
    throw new StartRefused(`${path} holds a key and can be read by others. Run: chmod 600 ${path}`);
  }
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw refusal(path, error);
  }
}

/** Complete or not there at all: it is written aside, made durable, and linked to its name unless that exists by now. */
async function writeSecret(path: string, secret: string): Promise<string> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(aside, 'wx', 0o600);
    await file.writeFile(secret);
    await file.sync();
    await file.close();
    await link(aside, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  } catch (error) {
    throw refusal(path, error);
  } finally {
    await rm(aside, { force: true });
  }
  return readFile(path, 'utf8');
}
