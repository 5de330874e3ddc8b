import { randomBytes } from 'node:crypto';
import { type SigningKey, newSigningKeyPem, signingKeyFromPem } from '#libs/identity';
import { MasterKeys } from '#libs/privacy';
import type { Configuration } from '../configuration/configuration';
import { keptSecret, keptSecretOf, keptSecretPath } from '../data-directory/kept-secret';
import { StartRefused } from '../start-refused';

type KeySettings = Pick<Configuration, 'masterKey' | 'jwtPrivateKey' | 'dataDir'>;

/** The name under which the key of access tokens is kept. */
export const ACCESS_TOKEN_KEY = 'jwt.pem';

/** The name under which the master key is kept. */
export const MASTER_KEY = 'master.key';

/**
 * The key that wraps the keys of personal data: given, or generated once and kept.
 *
 * @throws StartRefused for a file without a key
 */
export async function masterKeysOf({ masterKey, dataDir }: KeySettings): Promise<MasterKeys> {
  const makeUp = () => randomBytes(32).toString('base64');
  return new MasterKeys(masterKey ?? masterKeyFrom(await keptSecret(dataDir, MASTER_KEY, makeUp), dataDir));
}

/** The master key that is given or kept; undefined when there is none yet. @throws StartRefused */
export async function presentMasterKeys({ masterKey, dataDir }: KeySettings): Promise<MasterKeys | undefined> {
  if (masterKey !== undefined) return new MasterKeys(masterKey);
  const kept = await keptSecretOf(dataDir, MASTER_KEY);
  return kept === undefined ? undefined : new MasterKeys(masterKeyFrom(kept, dataDir));
}

/**
 * The key that signs access tokens: given, or generated once and kept.
 *
 * @throws StartRefused for a file without a key
 */
export async function accessTokenKeyOf({ jwtPrivateKey, dataDir }: KeySettings): Promise<SigningKey> {
  if (jwtPrivateKey !== undefined) return signingKeyFromPem(jwtPrivateKey);
  return signingKeyFrom(await keptSecret(dataDir, ACCESS_TOKEN_KEY, newSigningKeyPem), dataDir);
}

/** The key of access tokens that is given or kept; undefined when there is none yet. @throws StartRefused */
export async function presentAccessTokenKey({ jwtPrivateKey, dataDir }: KeySettings): Promise<SigningKey | undefined> {
  if (jwtPrivateKey !== undefined) return signingKeyFromPem(jwtPrivateKey);
  const kept = await keptSecretOf(dataDir, ACCESS_TOKEN_KEY);
  return kept === undefined ? undefined : signingKeyFrom(kept, dataDir);
}

/** The key that signs a service's own tokens: generated at every start and kept in memory only. */
export function serviceKey(): SigningKey {
  return signingKeyFromPem(newSigningKeyPem());
}

function masterKeyFrom(text: string, dataDir: string): Buffer {
  const trimmed = text.trim();
  if (/^[A-Za-z0-9+/]{43}=$/.test(trimmed)) return Buffer.from(trimmed, 'base64');
  throw new StartRefused(
    `${keptSecretPath(dataDir, MASTER_KEY)} holds no master key (32 bytes in base64). Put back the copy that you ` +
      'kept: with another key, personal data cannot be read.',
  );
}

function signingKeyFrom(pem: string, dataDir: string): SigningKey {
  try {
    return signingKeyFromPem(pem);
  } catch (error) {
    throw new StartRefused(
      `${keptSecretPath(dataDir, ACCESS_TOKEN_KEY)} is ${(error as Error).message}. Put back the copy that you kept, ` +
        'or remove the file: the next start makes another key, and everyone signs in again.',
    );
  }
}
