import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { isEmail } from 'class-validator';
import { DomainError } from '#contracts/errors';
import type { PlatformRole } from '#contracts/roles';
import { passwordFault } from '#contracts/values/password';
import { createLogger } from '#libs/observability';
import { StartRefused } from '#libs/runtime';
import { migrateFor, withWritingParts } from '#libs/runtime/process';
import { operatorDatabase } from './operator';
import { operatorContext } from './operator-context';
import type { Output } from './output';
import { loadServices, serviceNames } from './service-tree';
import { WrongUse } from './wrong-use';

interface NewAdministrator {
  readonly email: string;
  readonly name: string;
  readonly role: PlatformRole;
  readonly passwordStdin?: boolean;
}

/** @throws WrongUse | StartRefused | DomainError */
export async function createAdministrator(
  { email, name, role, passwordStdin }: NewAdministrator,
  to: Output,
): Promise<void> {
  if (!isEmail(email)) throw new WrongUse('--email has to be an e-mail address.');
  const given = passwordStdin ? (await text(process.stdin)).trimEnd() : undefined;
  const fault = given === undefined ? undefined : passwordFault(given);
  if (fault !== undefined) throw new WrongUse(`The password ${fault}.`);
  const password = given ?? randomBytes(18).toString('base64url');
  const { services } = await loadServices(serviceNames());
  const definition = services.find(({ administrators }) => administrators);
  const administrators = definition?.administrators;
  if (!definition || !administrators) throw new TypeError('no service makes administrators');
  const database = await operatorDatabase();
  try {
    const { configuration, databaseUrl } = database;
    const logger = createLogger({ level: 'warn' });
    await migrateFor(services, databaseUrl, configuration);
    const id = await withWritingParts(definition, { configuration, databaseUrl, logger }, (parts) =>
      administrators
        .create(parts, { email, name, password, madeUp: given === undefined, roles: [role] }, operatorContext())
        .catch(refusalOfTaken(email)),
    );
    const made = given === undefined ? ` Password, shown this once: ${password}` : '';
    to.done(`${email} ${role === 'super_admin' ? 'is an administrator' : `has the role ${role}`}.${made}`, {
      id,
      email,
      ...(given === undefined && { password }),
    });
  } finally {
    await database.close();
  }
}

/** The address is the one value of an administrator that may be taken. */
function refusalOfTaken(email: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof DomainError && error.code === 'DUPLICATE')) throw error;
    throw new StartRefused(
      `An account with the address ${email} exists, and nothing was changed. Sign in with its password, or name ` +
        'another address with --email.',
    );
  };
}
