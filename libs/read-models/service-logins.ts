import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { despiteRaces } from './ensure-roles';
import { serviceRole } from './roles';

/** The password of one service's login. */
export interface ServiceLogin {
  readonly service: string;
  readonly password: string;
}

/**
 * Lets services log in by themselves: sets a password for each service's role `opsledger_<service>_login`. For the
 * login that owns the database, after `migrate` has created the roles. May be repeated, with other passwords as well.
 */
export async function allowServiceLogins(url: string, logins: readonly ServiceLogin[]): Promise<void> {
  if (logins.length === 0) return;
  const client = new Client({ connectionString: url, application_name: 'opsledger migrate' });
  await client.connect();
  try {
    for (const { service, password } of logins) {
      const login = escapeIdentifier(serviceRole(service, 'login'));
      await despiteRaces(async () => {
        await client.query(`ALTER ROLE ${login} LOGIN PASSWORD ${escapeLiteral(verifierOf(password))}`);
      });
      await client.query(
        `DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), ${escapeLiteral(
          serviceRole(service, 'login'),
        )}); END $$`,
      );
    }
  } finally {
    await client.end();
  }
}

const ITERATIONS = 4_096;

/**
 * The verifier that Postgres stores for a password (RFC 5803), made here so that no log of statements holds the
 * password.
 */
function verifierOf(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest('base64');
  const server = keyOf('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${stored}:${server}`;
}
