import { randomBytes } from 'node:crypto';
import { type SigningKey, newSigningKeyPem, signingKeyFromPem } from '#libs/identity';
import { MasterKeys } from '#libs/privacy';
import type { Configuration } from '../configuration/configuration';
import { keptSecret } from '../data-directory/kept-secret';

/** Under which name the key of access tokens is kept. */
export const ACCESS_TOKEN_KEY = 'jwt.pem';

/** What wraps the keys of personal data: given, or made up once and kept. */
export async function masterKeysOf({ masterKey, dataDir }: Configuration): Promise<MasterKeys> {
  const makeUp = () => randomBytes(32).toString('base64');
  return new MasterKeys(masterKey ?? Buffer.from(await keptSecret(dataDir, 'master.key', makeUp), 'base64'));
}

/** What signs access tokens: given, or made up once and kept. */
export async function accessTokenKeyOf({ jwtPrivateKey, dataDir }: Configuration): Promise<SigningKey> {
  return signingKeyFromPem(jwtPrivateKey ?? (await keptSecret(dataDir, ACCESS_TOKEN_KEY, newSigningKeyPem)));
}

/** What a service signs its own tokens with: in memory alone, and another one with every start. */
export function serviceKey(): SigningKey {
  return signingKeyFromPem(newSigningKeyPem());
}
