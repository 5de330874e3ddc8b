import type { StepUp, SteppedUp } from '#contracts/auth/step-up';
import { DomainError } from '#contracts/errors';
import { publishStepUp, type CommandContext } from '#libs/identity';
import type { Outcome } from '#libs/runtime';
import type { AuthParts } from '../auth.provider';
import { proveCurrent } from '../password-change/current-password.provider';

/** Published before it answers: the next request may be grave. */
export async function stepUp(
  { password }: StepUp,
  context: CommandContext,
  parts: AuthParts,
): Promise<Outcome<SteppedUp>> {
  const { actor, sessionId = '' } = context;
  if (actor.isBound || actor.type !== 'user') {
    throw new DomainError(
      'FORBIDDEN',
      'This session proves nothing of an account; sign in with a password of your own',
    );
  }
  const present = await parts.accountSessions.find(sessionId);
  if (!present) throw new DomainError('SESSION_ENDED');
  await proveCurrent(password, present, context, parts);
  const goodUntil = await publishStepUp(parts.secretsDatabase, present.sessionId);
  return { answer: { goodUntil: goodUntil.toISOString() } };
}
