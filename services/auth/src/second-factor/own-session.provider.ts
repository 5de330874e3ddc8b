import { DomainError } from '#contracts/errors';
import type { RequestContext } from '#libs/identity';
import type { AuthParts } from '../auth.provider';
import type { OpenSession } from '../session/account-sessions.store';

/**
 * The session of a request about the account itself.
 * @throws DomainError `FORBIDDEN` for one by a password that an organisation set; `SESSION_ENDED`
 */
export async function ownSession(
  { actor, sessionId = '' }: Pick<RequestContext, 'actor' | 'sessionId'>,
  { accountSessions }: Pick<AuthParts, 'accountSessions'>,
): Promise<OpenSession> {
  if (actor.isBound || actor.type !== 'user') {
    throw new DomainError(
      'FORBIDDEN',
      'This session proves nothing of an account; sign in with a password of your own',
    );
  }
  const present = await accountSessions.find(sessionId);
  if (!present) throw new DomainError('SESSION_ENDED');
  return present;
}
