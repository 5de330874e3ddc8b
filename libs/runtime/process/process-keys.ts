import { randomBytes } from 'node:crypto';
import { type SigningKey, newSigningKeyPem, signingKeyFromPem } from '#libs/identity';
import { MasterKeys } from '#libs/privacy';
import type { Configuration } from '../configuration/configuration';
import { keptSecret, keptSecretOf, keptSecretPath } from '../data-directory/kept-secret';
import { StartRefused } from '../start-refused';

type KeySettings = Pick<Configuration, 'masterKey' | 'masterKeyBefore' | 'jwtPrivateKey' | 'dataDir'>;

/** The name under which the key of access tokens is kept. */
export const ACCESS_TOKEN_KEY = 'jwt.pem';

/** The name under which the master key is kept, */
export const MASTER_KEY = 'master.key';

/** and the next one, from the beginning of a rotation to its end. */
export const NEXT_MASTER_KEY = 'master.next.key';

/**
 * The key that wraps the keys of personal data: given, or generated once and kept.
 *
 * @throws StartRefused for a file without a key
 */
export async function masterKeysOf(settings: KeySettings): Promise<MasterKeys> {
  const { masterKey, dataDir } = settings;
  const current = masterKey ?? masterKeyFrom(await keptSecret(dataDir, MASTER_KEY, newMasterKey), dataDir);
  return new MasterKeys(current, await otherMasterKeysOf(settings));
}

/** In base64. */
export function newMasterKey(): string {
  return randomBytes(32).toString('base64');
}

/** The key that a kept text holds. @throws StartRefused */
export function masterKeyFrom(text: string, dataDir: string, name = MASTER_KEY): Buffer {
  const trimmed = text.trim();
  if (/^[A-Za-z0-9+/]{43}=$/.test(trimmed)) return Buffer.from(trimmed, 'base64');
  throw new StartRefused(
    `${keptSecretPath(dataDir, name)} holds no master key (32 bytes in base64). Put back the copy that you ` +
      'kept: with another key, personal data cannot be read.',
  );
}

/** Those that still wrap keys, or do already, while a rotation is not done. */
async function otherMasterKeysOf({ masterKey, masterKeyBefore, dataDir }: KeySettings): Promise<readonly Buffer[]> {
  if (masterKey !== undefined) return masterKeyBefore === undefined ? [] : [masterKeyBefore];
  const next = await keptSecretOf(dataDir, NEXT_MASTER_KEY);
  return next === undefined ? [] : [masterKeyFrom(next, dataDir, NEXT_MASTER_KEY)];
}

/** The master key that is given or kept; undefined when there is none yet. @throws StartRefused */
export async function presentMasterKeys(settings: KeySettings): Promise<MasterKeys | undefined> {
  const { masterKey, dataDir } = settings;
  const others = await otherMasterKeysOf(settings);
  if (masterKey !== undefined) return new MasterKeys(masterKey, others);
  const kept = await keptSecretOf(dataDir, MASTER_KEY);
  return kept === undefined ? undefined : new MasterKeys(masterKeyFrom(kept, dataDir), others);
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
