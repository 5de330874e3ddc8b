import type { Client } from 'pg';
import { ROLES } from '#libs/read-models';
import { type Configuration, presentAccessTokenKey } from '#libs/runtime';
import { type Finding, ok, warning } from './finding';

export const OLDEST_KEY_DAYS = 90;

const DAY_MS = 86_400_000;

interface PublishedKey {
  readonly kid: string;
  readonly createdAt: Date;
}

/** The age of the key that signs access tokens, from its first use on. */
export async function signingKeyFinding(client: Client, configuration: Configuration): Promise<Finding> {
  const { rows: may } = await client.query(`SELECT FROM pg_roles WHERE rolname = $1 AND pg_has_role(oid, 'MEMBER')`, [
    ROLES.auth,
  ]);
  if (may.length === 0) return warning('signing key', 'not checked: the login of a service does not see the keys');
  await client.query(`SET ROLE ${ROLES.auth}`);
  try {
    const { rows: tables } = await client.query<{ there: string | null }>(
      `SELECT to_regclass('published.signing_key')::text AS there`,
    );
    if (tables[0]?.there === null) return ok('signing key', 'none was used yet');
    const { rows } = await client.query<PublishedKey>(
      `SELECT kid, created_at AS "createdAt" FROM published.signing_key
        WHERE owner = 'auth' AND expires_at > now() ORDER BY created_at DESC`,
    );
    // A damaged file is reported by the check of the data directory.
    const present = await presentAccessTokenKey(configuration).catch(() => undefined);
    return ageOf(rows.find(({ kid }) => kid === present?.kid) ?? rows[0], Date.now());
  } finally {
    await client.query('RESET ROLE');
  }
}

export function ageOf(key: PublishedKey | undefined, now: number): Finding {
  if (!key) return ok('signing key', 'none was used yet');
  const days = Math.floor((now - key.createdAt.getTime()) / DAY_MS);
  if (days <= OLDEST_KEY_DAYS) return ok('signing key', `in use for ${days} days`);
  return warning(
    'signing key',
    `in use for ${days} days, more than ${OLDEST_KEY_DAYS}: run \`opsledger keys rotate\`, or set another ` +
      'JWT_PRIVATE_KEY, and start auth again',
  );
}
