import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { absent } from '../absent';
import { StartRefused } from '../start-refused';
import { startRefusalOf } from './data-directory';
import { makeDirectory } from './make-directory';

/**
 * A secret that is generated once and kept in the data directory, in a file of its owner's alone. Concurrent processes
 * get the same one.
 */
export async function keptSecret(directory: string, name: string, makeUp: () => string): Promise<string> {
  const path = keptSecretPath(directory, name);
  return (await readSecret(path)) ?? (await writeSecret(path, makeUp()));
}

/** A secret that exists already. */
export function keptSecretOf(directory: string, name: string): Promise<string | undefined> {
  return readSecret(keptSecretPath(directory, name));
}

/** Removes a used secret; does nothing when there is none. */
export async function forgetKeptSecret(directory: string, name: string): Promise<void> {
  await rm(keptSecretPath(directory, name), { force: true });
}

/** The file of a secret, for messages. */
export function keptSecretPath(directory: string, name: string): string {
  return join(directory, 'keys', name);
}

async function readSecret(path: string): Promise<string | undefined> {
  const file = await stat(path).catch(absent);
  if (!file) return undefined;
  if (!file.isFile()) throw new StartRefused(`${path} has to be a file. Put back the one that you kept.`);
  if ((file.mode & 0o077) !== 0) {
    throw new StartRefused(`${path} holds a key and can be read by others. Run: chmod 600 ${path}`);
  }
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw startRefusalOf(path, error);
  }
}

/** Replaces the kept secret. */
export async function replaceKeptSecret(directory: string, name: string, secret: string): Promise<void> {
  const path = keptSecretPath(directory, name);
  await writeAside(path, secret, (aside) => rename(aside, path));
}

/** Returns the secret that is stored then: another process may have written one at the same moment. */
async function writeSecret(path: string, secret: string): Promise<string> {
  await writeAside(path, secret, (aside) =>
    link(aside, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }),
  );
  return readFile(path, 'utf8');
}

/** Complete or not there at all: it is written to a temporary file, made durable, and then moved. */
async function writeAside(path: string, secret: string, put: (aside: string) => Promise<void>): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await makeDirectory(dirname(path));
    const file = await open(aside, 'wx', 0o600);
    await file.writeFile(secret);
    await file.sync();
    await file.close();
    await put(aside);
  } catch (error) {
    throw startRefusalOf(path, error);
  } finally {
    await rm(aside, { force: true });
  }
}
