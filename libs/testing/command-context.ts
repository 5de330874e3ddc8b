import { randomUUID } from 'node:crypto';
import { PLATFORM } from '#contracts/permissions';
import type { CommandContext } from '#libs/identity';

const TIMEOUT_MS = 30_000;

/** The context of a command from an administrator of the organisation. Default: of the platform. */
export function commandContext(more: Partial<CommandContext> = {}): CommandContext {
  const requestId = randomUUID();
  return {
    tenantId: PLATFORM,
    actor: { id: randomUUID(), type: 'user', roles: ['admin'] },
    requestId,
    correlationId: requestId,
    causationId: requestId,
    commandId: randomUUID(),
    now: new Date().toISOString(),
    deadline: Date.now() + TIMEOUT_MS,
    ...more,
  };
}
