import { randomUUID } from 'node:crypto';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';

const TIMEOUT_MS = 30_000;

/** The context of a command typed on the server: the actor is the command line, since it knows no user. */
export function operatorContext(): CommandContext {
  const requestId = randomUUID();
  return {
    tenantId: PLATFORM,
    actor: { id: 'cli', type: 'cli', roles: [] },
    requestId,
    correlationId: requestId,
    causationId: requestId,
    commandId: randomUUID(),
    now: new Date().toISOString(),
    deadline: Date.now() + TIMEOUT_MS,
  };
}
