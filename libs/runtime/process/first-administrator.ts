import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { DomainError } from '#contracts/errors';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';
import type { Configuration } from '../configuration/configuration';
import { keptSecret, keptSecretPath } from '../data-directory/kept-secret';
import type { RunningService } from './services';

/** The command of every first start: a later start sends none, whatever the settings say by then. Never changes. */
const FIRST_ADMINISTRATOR = '5b1c7f0e-0d5c-4c39-9d4e-7a2f6d1b8e40';

const NAME = 'Administrator';
const SECRET = 'first-administrator';
const PATIENCE_MS = 30_000;

/**
 * Makes the platform's first administrator, once, where the service that makes them runs here. A password that was not
 * given is made up and said, once: it is kept until it has been, so that a start that is cut off loses nothing.
 */
export async function makeFirstAdministrator(
  { configuration, say }: { readonly configuration: Configuration; readonly say: (line: string) => void },
  services: readonly RunningService[],
): Promise<void> {
  const service = services.find(({ definition }) => definition.administrators);
  const administrators = service?.definition.administrators;
  if (!service || !administrators) return;
  const { adminEmail: email, adminPassword, dataDir } = configuration;
  const exists = await administrators.exists(service.parts, FIRST_ADMINISTRATOR);
  if (exists && !(await keptSecretPath(dataDir, SECRET))) return;
  const makeUp = () => randomBytes(15).toString('base64url');
  const password = adminPassword ?? (await keptSecret(dataDir, SECRET, makeUp));
  if (!exists) {
    try {
      await administrators.create(service.parts, { email, name: NAME, password }, context());
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'DUPLICATE') throw error;
      say(`${email} has an account already; no administrator was made. Use: opsledger admin create`);
      return;
    }
  }
  if (adminPassword === undefined) {
    say(`First administrator: ${email}`);
    say(`Password, shown this once: ${password}`);
  }
  const kept = await keptSecretPath(dataDir, SECRET);
  if (kept) await rm(kept);
}

function context(): CommandContext {
  const requestId = randomUUID();
  return {
    tenantId: PLATFORM,
    actor: { id: 'service:runtime', type: 'service', roles: [] },
    requestId,
    correlationId: requestId,
    causationId: requestId,
    commandId: FIRST_ADMINISTRATOR,
    now: new Date().toISOString(),
    deadline: Date.now() + PATIENCE_MS,
  };
}
