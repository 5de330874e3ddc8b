import { randomBytes } from 'node:crypto';
import { type SigningKey, newSigningKeyPem, signingKeyFromPem } from '#libs/identity';
import { MasterKeys } from '#libs/privacy';
import type { Configuration } from '../configuration/configuration';
import { keptSecret } from '../data-directory/kept-secret';

/** The name under which the key of access tokens is kept. */
export const ACCESS_TOKEN_KEY = 'jwt.pem';

/** The key that wraps the keys of personal data: given, or generated once and kept. */
export async function masterKeysOf({ masterKey, dataDir }: Configuration): Promise<MasterKeys> {
  const makeUp = () => randomBytes(32).toString('base64');
  return new MasterKeys(masterKey ?? Buffer.from(await keptSecret(dataDir, 'master.key', makeUp), 'base64'));
}

/** The key that signs access tokens: given, or generated once and kept. */
export async function accessTokenKeyOf({ jwtPrivateKey, dataDir }: Configuration): Promise<SigningKey> {
  return signingKeyFromPem(jwtPrivateKey ?? (await keptSecret(dataDir, ACCESS_TOKEN_KEY, newSigningKeyPem)));
}

/** The key that signs a service's own tokens: generated at every start and kept in memory only. */
export function serviceKey(): SigningKey {
  return signingKeyFromPem(newSigningKeyPem());
}
