import { newSigningKeyPem, revokeKeys, signingKeyFromPem } from '#libs/identity';
import { ROLES, rolePool } from '#libs/read-models';
import {
  ACCESS_TOKEN_KEY,
  StartRefused,
  presentAccessTokenKey,
  readConfiguration,
  replaceKeptSecret,
} from '#libs/runtime';
import { operatorDatabase } from './operator';
import type { Output } from './output';

/**
 * Replaces the kept key. Tokens signed with the older one stay valid: it remains published as long as they live.
 *
 * @throws StartRefused when the key is given in the environment and not kept
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

/**
 * Revokes every published key of access tokens but the present one: tokens signed with them are refused within a
 * minute.
 *
 * @throws StartRefused when there is no present key
 */
export async function revokeOlderKeys(to: Output): Promise<void> {
  const database = await operatorDatabase();
  const { configuration, databaseUrl } = database;
  const connection = { role: ROLES.auth, poolSize: 1, applicationName: 'opsledger operator' };
  const pool = rolePool(databaseUrl, connection, () => undefined);
  try {
    const present = await presentAccessTokenKey(configuration);
    if (!present) throw new StartRefused('There is no present key. Set JWT_PRIVATE_KEY to the one that auth uses.');
    const { kid } = present;
    const revoked = await revokeKeys(pool, 'auth', kid);
    to.done(`${revoked.length} older keys are revoked; the present one (${kid}) stays.`, { kid, revoked });
  } finally {
    await pool.end();
    await database.close();
  }
}
