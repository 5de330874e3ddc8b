import { newSigningKeyPem, signingKeyFromPem } from '#libs/identity';
import { ACCESS_TOKEN_KEY, StartRefused, readConfiguration, replaceKeptSecret } from '#libs/runtime';
import type { Output } from './output';

/**
 * Replaces the kept key. What was signed with the older one stays good: it remains published for as long as any token
 * that it has signed.
 *
 * @throws StartRefused where the key is given and not kept
 */
export async function rotateKey(to: Output): Promise<void> {
  const { jwtPrivateKey, dataDir } = readConfiguration(process.env, 'operator');
  if (jwtPrivateKey !== undefined) {
    throw new StartRefused('JWT_PRIVATE_KEY is set: set it to another key, and start auth again.');
  }
  const pem = newSigningKeyPem();
  await replaceKeptSecret(dataDir, ACCESS_TOKEN_KEY, pem);
  const { kid } = signingKeyFromPem(pem);
  to.done(`There is a new key (${kid}). It is used from the next start on.`, { kid });
}
