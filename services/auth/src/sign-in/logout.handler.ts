import type { Logout } from '#contracts/auth/logout';
import type { Created } from '#contracts/created';
import { DomainError } from '#contracts/errors';
import type { CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { session } from '../session/session';
import { endSession } from '../session/start-session';

export async function logout(
  _command: Logout,
  context: CommandContext,
  { access, commands }: AuthParts,
): Promise<Outcome<Created>> {
  const { sessionId, tenantId } = context;
  if (sessionId === undefined) throw new DomainError('UNAUTHENTICATED');
  const { result, position } = await commands.handle({
    aggregate: session,
    id: sessionId,
    command: { sessionId, reason: 'signed_out' as const },
    context,
    decide: endSession,
    answer: (_, { id, revision }): Created => ({ id, revision }),
  });
  await access.session(tenantId, sessionId);
  return { answer: result, ...(position !== undefined && { position }) };
}
