import { randomBytes, randomUUID } from 'node:crypto';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';
import { StartRefused, forgetKeptSecret, keptSecret, keptSecretOf, type Started } from '#libs/runtime';
import { administrators, type RepeatableAdministrators } from './administrators.provider';

/** The command of every first start: later starts send none, whatever their settings. Never changes. */
const FIRST_ADMINISTRATOR = '5b1c7f0e-0d5c-4c39-9d4e-7a2f6d1b8e40';

const NAME = 'Administrator';
const SECRET = 'first-administrator';
const PATIENCE_MS = 30_000;

/**
 * Creates the platform's first administrator, once. Without a given password one is generated and printed once. It is
 * kept until then, so that an interrupted start loses nothing.
 */
export async function makeFirstAdministrator(
  { parts, configuration, say }: Started,
  by: RepeatableAdministrators = administrators,
): Promise<void> {
  const { adminEmail: email, adminPassword, dataDir } = configuration;
  const exists = await by.exists(parts, FIRST_ADMINISTRATOR);
  if (exists && (await keptSecretOf(dataDir, SECRET)) === undefined) return;
  const makeUp = () => randomBytes(18).toString('base64url');
  const password = adminPassword ?? (await keptSecret(dataDir, SECRET, makeUp));
  if (!exists) {
    try {
      const madeUp = adminPassword === undefined;
      await by.create(parts, { email, name: NAME, password, madeUp }, context());
    } catch (error) {
      const refused = error instanceof DomainError ? error : undefined;
      if (refused?.code === 'VALIDATION_FAILED') {
        throw new StartRefused(`OPSLEDGER_ADMIN_PASSWORD ${refused.fields.map(({ message }) => message).join('; ')}`);
      }
      if (refused?.code !== 'DUPLICATE') throw error;
      say(`${email} has an account already; no administrator was made. Use: opsledger admin create`);
      return;
    }
  }
  // Processes that start at once each generate one: the process whose password is in force prints it.
  if (adminPassword === undefined && (await by.hasPassword(parts, FIRST_ADMINISTRATOR, password))) {
    say(`First administrator: ${email}`);
    say(`Password, shown this once: ${password}`);
  }
  await forgetKeptSecret(dataDir, SECRET);
}

function context(): CommandContext {
  const requestId = randomUUID();
  return {
    tenantId: PLATFORM,
    actor: { id: 'service:auth', type: 'service', roles: [] },
    requestId,
    correlationId: requestId,
    causationId: requestId,
    commandId: FIRST_ADMINISTRATOR,
    now: new Date().toISOString(),
    deadline: Date.now() + PATIENCE_MS,
  };
}
